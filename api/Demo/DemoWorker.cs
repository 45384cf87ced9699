using System.Text.Json;
using ActiveLabel.Api.Simulation;

namespace ActiveLabel.Api.Demo;

/// <summary>A simulated worker at a front end of his own: claims, reads, judges, again and again.</summary>
internal sealed class DemoWorker(
    SimulatedWorker worker, GraphQLConnection connection, string projectId,
    IReadOnlyDictionary<string, Ticket> ticketsByText)
    : IDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);

    /// <param name="pace">How long a judgement takes at the least.</param>
    /// <returns>When the queue is empty.</returns>
    public async Task WorkAsync(TimeSpan pace, CancellationToken cancellationToken)
    {
        for (; ; )
        {
            var claimed = DemoProject.Payload(
                await connection.SendAsync(DemoDocuments.ClaimTask, new { project = projectId }, cancellationToken),
                "claimTasks");
            foreach (var lease in claimed.GetProperty("leases").EnumerateArray())
            {
                await Task.Delay(pace, cancellationToken);
                await JudgeAsync(lease, cancellationToken);
            }
            var why = claimed.GetProperty("whyNoTask");
            if (why.ValueKind != JsonValueKind.Object)
                continue;
            if (why.GetProperty("rule").GetString() == "QUEUE_EMPTY")
                return;
            await Task.Delay(Pause, cancellationToken);
        }
    }

    public void Dispose() => connection.Dispose();

    private async Task JudgeAsync(JsonElement lease, CancellationToken cancellationToken)
    {
        var task = lease.GetProperty("task");
        var (taskId, token) = (task.GetProperty("id").GetString(), lease.GetProperty("token").GetInt64());
        var text = task.GetProperty("item").GetProperty("data").GetProperty("text").GetString() ?? "";
        var ticket = ticketsByText[text];
        var answer = worker.Answer(ticket.ExternalId, ticket.Intent, TicketGenerator.Labels);
        var input = new
        {
            taskId,
            token,
            answers = new[] { new { questionKey = "intent", value = new { singleChoice = answer.Label } } },
            idempotencyKey = $"{taskId}-{token}",
            handlingSeconds = answer.HandlingSeconds,
        };
        // A lease that ran out is not an accident: the task goes to somebody else.
        await connection.SendAsync(DemoDocuments.SubmitJudgement, new { input }, cancellationToken);
    }
}
