using System.Text;
using System.Text.Json;
using ActiveLabel.Api.Simulation;

namespace ActiveLabel.Api.Demo;

/// <summary>The sample project as its administrator and its workers see it: through the public API alone.</summary>
internal sealed class DemoProject(GraphQLConnection administrator, Uri server, string id, IReadOnlyList<Ticket> tickets)
{
    public const string Name = "Support tickets";
    private const int FinishSeconds = 60;

    // A worker sees the text alone; of two tickets with the same text the first one's intent is what can be read.
    private readonly Dictionary<string, Ticket> _ticketsByText =
        tickets.DistinctBy(ticket => ticket.Text).ToDictionary(ticket => ticket.Text);

    public string Id => id;

    /// <summary>Finds the project, or creates it and imports its tickets.</summary>
    public static async Task<DemoProject> OpenAsync(
        GraphQLConnection administrator,
        Uri server,
        IReadOnlyList<Ticket> tickets,
        int seed,
        CancellationToken cancellationToken)
    {
        var name = $"{Name} {tickets.Count}-{seed}";
        var id = await FindAsync(administrator, name, cancellationToken)
            ?? await CreateAsync(administrator, name, seed, cancellationToken);
        // What an earlier run has imported already stays as it is.
        var lines = string.Concat(tickets.Select(ticket => JsonSerializer.Serialize(
            new { id = ticket.ExternalId, text = ticket.Text }) + "\n"));
        await administrator.ImportAsync(id, new MemoryStream(Encoding.UTF8.GetBytes(lines)), cancellationToken);
        return new(administrator, server, id, tickets);
    }

    /// <summary>
    /// Every worker of the crew with a key of his own: a new one where an earlier run made the worker.
    /// </summary>
    public async Task<IReadOnlyList<DemoWorker>> HireAsync(
        IReadOnlyList<SimulatedWorker> crew, CancellationToken cancellationToken)
    {
        var known = (await administrator.SendAsync(DemoDocuments.Workers, new { project = id }, cancellationToken))
            .GetProperty("workers").GetProperty("nodes").EnumerateArray()
            .ToDictionary(node => Text(node, "name"), node => Text(node, "id"));
        var workers = new List<DemoWorker>();
        foreach (var worker in crew)
        {
            var answer = known.TryGetValue(worker.Name, out var workerId)
                ? Payload(
                    await administrator.SendAsync(
                        DemoDocuments.RotateWorkerKey,
                        new { worker = workerId, key = Guid.CreateVersion7().ToString() },
                        cancellationToken),
                    "rotateWorkerKey")
                : Payload(
                    await administrator.SendAsync(
                        DemoDocuments.CreateWorker,
                        new
                        {
                            input = new
                            {
                                projectId = id,
                                name = worker.Name,
                                crowd = "private",
                                idempotencyKey = $"{id}-{worker.Name}",
                            },
                        },
                        cancellationToken),
                    "createWorker");
            workers.Add(new(worker, new(server, Text(answer, "apiKey")), id, _ticketsByText));
        }
        return workers;
    }

    public Task<JsonElement> MetricsAsync(CancellationToken cancellationToken)
        => administrator.SendAsync(DemoDocuments.Metrics, new { project = id }, cancellationToken);

    public IAsyncEnumerable<JsonElement> QueueChangesAsync(CancellationToken cancellationToken)
        => administrator.SubscribeAsync(DemoDocuments.QueueChanged, new { project = id }, cancellationToken);

    /// <summary>Starts a job and waits for its end.</summary>
    public async Task RunJobAsync(string job, CancellationToken cancellationToken)
    {
        var started = Payload(
            await administrator.SendAsync(DemoDocuments.TriggerJob, new { project = id, job }, cancellationToken),
            "triggerJob").GetProperty("operation");
        var operation = Text(started, "id");
        for (var second = 0; second < FinishSeconds * 4; second++)
        {
            var now = (await administrator.SendAsync(
                DemoDocuments.Operation, new { id = operation }, cancellationToken))
                .GetProperty("node");
            if (Text(now, "state") is "FAILED")
                throw new GraphQLException($"{job}: {Text(now, "error")}");
            if (Text(now, "state") is "SUCCEEDED" or "CANCELLED")
                return;
            await Task.Delay(250, cancellationToken);
        }
        throw new GraphQLException($"{job} took more than {FinishSeconds} seconds; see the server's log.");
    }

    /// <exception cref="GraphQLException">The payload has errors.</exception>
    public static JsonElement Payload(JsonElement data, string field)
    {
        var payload = data.GetProperty(field);
        return payload.TryGetProperty("errors", out var errors) && errors.ValueKind == JsonValueKind.Array
            ? throw new GraphQLException(Text(errors[0], "message"))
            : payload;
    }

    private static async Task<string?> FindAsync(
        GraphQLConnection administrator, string name, CancellationToken cancellationToken)
    {
        string? after = null;
        for (; ; )
        {
            var page = (await administrator.SendAsync(DemoDocuments.FindProject, new { after }, cancellationToken))
                .GetProperty("projects");
            foreach (var node in page.GetProperty("nodes").EnumerateArray())
                if (Text(node, "name") == name)
                    return Text(node, "id");
            if (!page.GetProperty("pageInfo").GetProperty("hasNextPage").GetBoolean())
                return null;
            after = Text(page.GetProperty("pageInfo"), "endCursor");
        }
    }

    private static async Task<string> CreateAsync(
        GraphQLConnection administrator, string name, int seed, CancellationToken cancellationToken)
    {
        var choices = TicketPhrases.Intents.Select(intent => new
        {
            key = intent.Key,
            title = intent.Title,
            description = intent.Description,
            example = intent.Example,
        });
        var input = new
        {
            name,
            instructions = "Choose what the customer wants done first. What is mentioned in passing does not count.",
            questions = new[]
            {
                new { key = "intent", prompt = "What does the customer want?", choices, targetConfidence = 0.9 },
            },
            // A demo is short: larger random shares than usual show the comparison sooner, and one that was killed
            // need not wait long for the leases its workers held.
            settings = new
            {
                controlShare = 0.15,
                calibrationShare = 0.05,
                randomShare = 0.2,
                leaseSeconds = 15,
                targetAccuracy = 0.9,
            },
            seed,
            idempotencyKey = name,
        };
        var created = await administrator.SendAsync(DemoDocuments.CreateProject, new { input }, cancellationToken);
        return Text(Payload(created, "createProject").GetProperty("project"), "id");
    }

    private static string Text(JsonElement element, string name) => element.GetProperty(name).GetString() ?? "";
}
