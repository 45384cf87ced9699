using System.Text.Json;
using ActiveLabel.Api.Graph;
using ActiveLabel.Api.Items;
using ActiveLabel.Api.Tests.Workers;
using ActiveLabel.Domain.Predictions;
using ActiveLabel.Domain.Projects;
using ActiveLabel.Domain.Tasks;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace ActiveLabel.Api.Tests.Bias;

/// <summary>Projects with something to find, worked through the endpoint.</summary>
internal static class BiasProject
{
    public const int Items = 100;

    public static async Task<string> TwoQuestionsAsync(WorkerLead lead)
        => (await lead.MutateAsync(
            "createProject",
            """
            name: "Moods", instructions: "Look.", idempotencyKey: "Moods"
            settings: { judgementsMin: 4, judgementsMax: 4, controlJudgements: 4 }
            questions: [
              { key: "animal", prompt: "Which?", choices: [{ key: "cat", title: "Cat" } { key: "dog", title: "Dog" }] }
              { key: "mood", prompt: "How?", choices: [{ key: "calm", title: "Calm" } { key: "wild", title: "Wild" }] }]
            """,
            "project { id }")).GetProperty("project").GetProperty("id").GetString()!;

    public static async Task AddAsync(
        WorkerLead lead, string project, string region, int count, string prefix = "item")
    {
        await using var db = await lead.Server.OpenDatabaseAsync();
        var known = await db.Projects.SingleAsync(row => row.Id == GlobalId.Parse<ProjectId>(project));
        await lead.Server.Services.GetRequiredService<AddItems>().ExecuteAsync(
            known,
            [.. Enumerable.Range(0, count).Select(index => new NewItem(
                $"{prefix}-{region}-{index}", "{}", $$"""{"region":"{{region}}"}"""))],
            CancellationToken.None);
    }

    public static async Task PredictAsync(WorkerLead lead, string project)
    {
        await using var db = await lead.Server.OpenDatabaseAsync();
        var known = await db.Projects.SingleAsync(row => row.Id == GlobalId.Parse<ProjectId>(project));
        var model = new ModelVersion
        {
            OrganizationId = known.OrganizationId,
            ProjectId = known.Id,
            Version = 1,
            Stage = ModelStage.Retired,
            CreatedAt = known.CreatedAt,
            Labels = 20,
            Temperature = 1,
            Sha256 = new('0', 64),
            Decision = "",
        };
        db.ModelVersions.Add(model);
        await db.SaveChangesAsync();
        foreach (var item in await db.Items.ToListAsync())
            db.Predictions.Add(new()
            {
                ItemId = item.Id,
                OrganizationId = item.OrganizationId,
                ModelVersionId = model.Id,
                Probabilities = [0.5f, 0.5f],
                ScoredAt = TimeProvider.System.GetUtcNow().AddDays(1),
            });
        await db.SaveChangesAsync();
    }

    public static async Task JudgeAllAsync(
        WorkerLead lead, string project, string worker, Func<int, (string Device, string Mood)> say)
    {
        for (var index = 0; index < Items;)
            foreach (var lease in await ClaimAsync(lead, project, worker))
            {
                var (device, mood) = say(index++);
                var payload = await lead.TryAsync(
                    worker, "submitJudgement",
                    $$"""
                    taskId: "{{Text(lease.GetProperty("task"), "id")}}", token: {{lease.GetProperty("token")}}
                    idempotencyKey: "{{index}}", client: { interface: "web", device: "{{device}}" }
                    answers: [{ questionKey: "animal", value: { singleChoice: "cat" } }
                      { questionKey: "mood", value: { singleChoice: "{{mood}}" } }]
                    """,
                    "judgement { id }");
                Assert.True(payload.GetProperty("errors").ValueKind == JsonValueKind.Null, payload.ToString());
            }
    }

    public static async Task JudgeByAsync(
        WorkerLead lead, string project, string worker, Func<string, string> say)
    {
        await using var db = await lead.Server.OpenDatabaseAsync();
        for (var left = await db.Items.CountAsync(); left > 0; left -= 10)
            foreach (var lease in await ClaimAsync(lead, project, worker))
            {
                var task = lease.GetProperty("task");
                var id = GlobalId.Parse<TaskId>(Text(task, "id"))!.Value;
                var external = await (
                    from known in db.Tasks
                    join item in db.Items on known.ItemId equals item.Id
                    where known.Id == id
                    select item.ExternalId).SingleAsync();
                await lead.SubmitAsync(
                    worker, lease, say(external.Contains("north", StringComparison.Ordinal) ? "north" : "south"));
            }
    }

    private static async Task<List<JsonElement>> ClaimAsync(WorkerLead lead, string project, string worker)
        => [.. (await lead.Server.DataAsync(
            worker,
            $"mutation {{ claimTasks(input: {{ projectId: \"{project}\", count: 10 }}) "
                + "{ leases { token task { id } } } }"))
            .GetProperty("claimTasks").GetProperty("leases").EnumerateArray()];

    public static async Task<List<JsonElement>> FindingsAsync(WorkerLead lead, string project)
        => [.. (await lead.Server.DataAsync(
            lead.Key,
            $$"""
            { biasReport(projectId: "{{project}}") { findings { key kind question attribute group outcome effect
              effectLow effectHigh adjustedPValue count action actions applied appliedAt itemIds } } }
            """)).GetProperty("biasReport").GetProperty("findings").EnumerateArray()];

    private static string Text(JsonElement element, string field) => element.GetProperty(field).GetString()!;
}
