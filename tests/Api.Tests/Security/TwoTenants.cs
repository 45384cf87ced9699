using System.Text.Json;
using ActiveLabel.Api.Consensus;
using ActiveLabel.Api.Graph;
using ActiveLabel.Api.Metrics;
using ActiveLabel.Api.Security;
using ActiveLabel.Api.Storage;
using ActiveLabel.Api.Tests.Graph;
using ActiveLabel.Domain.Decisions;
using ActiveLabel.Domain.Items;
using ActiveLabel.Domain.Judgements;
using ActiveLabel.Domain.Predictions;
using ActiveLabel.Domain.Projects;
using ActiveLabel.Domain.Workflows;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace ActiveLabel.Api.Tests.Security;

/// <summary>An organization full of things that carry a canary in their names, and a key of everybody else.</summary>
internal sealed class TwoTenants : IAsyncDisposable
{
    public const string Canary = "CANARY";

    private TwoTenants(GraphServer server, string owner, string project)
        => (Server, Owner, Project) = (server, owner, project);

    public GraphServer Server { get; }

    /// <summary>The administrator of what carries the canary.</summary>
    public string Owner { get; }

    public string Project { get; }

    /// <summary>A worker of the owner's project.</summary>
    public string Worker { get; private set; } = "";

    /// <summary>Ids of the owner's things by the name of their type.</summary>
    public Dictionary<string, string> Ids { get; } = [];

    /// <summary>Keys that must not see any of it, by what they are.</summary>
    public List<(string Who, Role Role, string Key)> Others { get; } = [];

    public static async Task<TwoTenants> CreateAsync()
    {
        // A walk asks for every type at once, as nobody does.
        var server = await GraphServer.StartAsync(new() { Document = new() { AliasesMax = 1_000 } });
        var owner = await server.AdministratorAsync();
        var project = await server.CreateProjectAsync(owner, items: 12, $"{Canary} project");
        var tenants = new TwoTenants(server, owner, project);
        await tenants.FillAsync();
        await tenants.AddOthersAsync();
        return tenants;
    }

    /// <summary>Supplies an id for a position of that name; fails for one that nobody thought of.</summary>
    public string IdFor(string name, string path)
    {
        var type = name switch
        {
            "id" => path.Split('.')[1] is "item" or "task" or "project" or "worker"
                ? char.ToUpperInvariant(path.Split('.')[1][0]) + path.Split('.')[1][1..]
                : "Item",
            "ids" => "Item",
            "workerIds" => "Worker",
            "embedderId" => "ModelVersion",
            _ when name.EndsWith("Id", StringComparison.Ordinal) => char.ToUpperInvariant(name[0]) + name[1..^2],
            _ => "",
        };
        Assert.True(Ids.ContainsKey(type), $"Nobody supplies an id for {path}, {name}.");
        return $"\"{Ids[type]}\"";
    }

    public ValueTask DisposeAsync() => Server.DisposeAsync();

    private async Task FillAsync()
    {
        await using (var db = await Server.OpenDatabaseAsync())
        {
            var projectId = GlobalId.Parse<ProjectId>(Project)!.Value;
            await db.ItemContents.ExecuteUpdateAsync(
                set => set.SetProperty(content => content.Data, $$"""{"text":"{{Canary}} text"}"""));
            await db.Items.ExecuteUpdateAsync(
                set => set.SetProperty(item => item.Attributes, $$"""{"note":"{{Canary}}"}"""));
            db.ModelVersions.Add(new()
            {
                OrganizationId = GraphServer.Organization,
                ProjectId = projectId,
                Version = 1,
                Stage = ModelStage.Serving,
                CreatedAt = TimeProvider.System.GetUtcNow(),
                Labels = 10,
                Temperature = 1,
                Sha256 = new('0', 64),
                Measurement = null,
                Decision = Canary,
            });
            await db.SaveChangesAsync();
        }
        var worker = await Server.CreateWorkerAsync(Owner, Project, $"{Canary} worker");
        Worker = worker;
        await Server.JudgeAsync(
            worker, Project, 3, client: $"client: {{ interface: \"{Canary}\", device: \"{Canary}\" }}");
        Ids["ApiKey"] = (await Server.CreateKeyWithIdAsync(Owner, "SERVICE")).Id;
        await MeasureAsync();
        await AddWorkflowRowsAsync();
        await CollectAsync(worker);
    }

    private async Task AddWorkflowRowsAsync()
    {
        await using var db = await Server.OpenDatabaseAsync();
        var inForce = await db.WorkflowVersions.SingleAsync();
        var draft = new WorkflowVersion
        {
            OrganizationId = inForce.OrganizationId,
            ProjectId = inForce.ProjectId,
            Version = 2,
            Definition = inForce.Definition,
            Note = Canary,
            CreatedAt = inForce.CreatedAt,
        };
        db.WorkflowVersions.Add(draft);
        AddDecisions(db, draft, [await db.Items.OrderBy(item => item.Id).Select(item => item.Id).FirstAsync()]);
        await db.SaveChangesAsync();
        Ids["WorkflowVersion"] = GlobalId.Of(draft.Id);
        FactoryRows.AddSuggestions(db, await db.Projects.SingleAsync(), 1, Canary);
        await db.SaveChangesAsync();
        Ids["Suggestion"] = GlobalId.Of((await db.Suggestions.SingleAsync()).Id);
        Ids["Exception"] = GlobalId.Of((await db.Exceptions.SingleAsync()).Id);
        Ids["Decision"] = GlobalId.Of((await db.Decisions.SingleAsync()).Id);
    }

    /// <summary>An exception and a decision for each item.</summary>
    public static void AddDecisions(ActiveLabelDb db, WorkflowVersion version, IReadOnlyList<ItemId> items)
    {
        foreach (var item in items)
        {
            db.Exceptions.Add(new()
            {
                OrganizationId = version.OrganizationId,
                ProjectId = version.ProjectId,
                ItemId = item,
                StepKey = "label",
                Reason = new(RouteCause.ConditionHolds, "label", 0, [new("skips", "label", 2)]),
                OpenedAt = version.CreatedAt,
                Owner = Canary,
            });
            db.Decisions.Add(new()
            {
                OrganizationId = version.OrganizationId,
                ProjectId = version.ProjectId,
                ItemId = item,
                Kind = DecisionKind.Resolution,
                Actor = "key:1",
                Answers = [new("animal", new SingleChoiceValue("cat"))],
                Reason = Canary,
                At = version.CreatedAt,
            });
        }
    }

    private async Task MeasureAsync()
    {
        await using var db = await Server.OpenDatabaseAsync();
        var project = await db.Projects.SingleAsync();
        await Server.Services.GetRequiredService<EstimateReliability>().ExecuteAsync(project, CancellationToken.None);
        await Server.Services.GetRequiredService<SnapshotMetrics>().ExecuteAsync(project, CancellationToken.None);
        await Server.Services.GetRequiredService<RollUpMetrics>().ExecuteAsync(project, CancellationToken.None);
    }

    private async Task CollectAsync(string worker)
    {
        var data = await Server.DataAsync(
            Owner,
            $$"""
            mutation {
              triggerJob(input: { projectId: "{{Project}}", job: RERANK }) { operation { id } }
              addMember(input: { issuer: "i", subject: "s", name: "{{Canary}}", role: SCIENTIST, idempotencyKey: "k" })
                { member { id } }
            }
            """);
        Ids["Operation"] = Text(data, "triggerJob", "operation", "id");
        Ids["Member"] = Text(data, "addMember", "member", "id");
        Ids["Project"] = Project;
        Ids["Worker"] = Text(await Server.DataAsync(worker, "{ viewer { worker { id } } }"), "viewer", "worker", "id");
        await CollectWorkforceAsync(worker);
        foreach (var (list, type) in new[]
        {
            ("items", "Item"), ("tasks", "Task"), ("judgements", "Judgement"), ("modelVersions", "ModelVersion"),
        })
            Ids[type] = (await Server.DataAsync(
                Owner, $"query($p: ID!) {{ list: {list}(projectId: $p) {{ nodes {{ id }} }} }}", new { p = Project }))
                .GetProperty("list").GetProperty("nodes")[0].GetProperty("id").GetString()!;
        await QualityRows.AddAsync(this);
    }

    private async Task CollectWorkforceAsync(string worker)
    {
        var data = await Server.DataAsync(
            Owner,
            $$"""
            mutation {
              createCrowd(input: { key: "{{Canary}}", title: "{{Canary}}", kind: VENDOR, idempotencyKey: "k" })
                { crowd { id } }
              saveAccessZone(input: { key: "{{Canary}}", title: "{{Canary}}", networks: ["10.0.0.0/8"] })
                { accessZone { id } }
              grantCredential(input: { workerId: "{{Ids["Worker"]}}", type: SKILL, key: "key", level: 1
                attestation: "{{Canary}}", idempotencyKey: "k" }) { credential { id } }
              declareConflict(input: { workerId: "{{Ids["Worker"]}}", attribute: "author", value: "{{Canary}}" })
                { conflict { id } }
            }
            """);
        var test = "{ failAccuracy: 0.5, passAccuracy: 0.95, falsePassRate: 0.2, falseFailRate: 0.2, questionsMax: 8 }";
        var questions = string.Join(' ', Enumerable.Range(0, 10).Select(index =>
            $$"""{ externalId: "item-{{index}}", answer: "cat", explanation: "{{Canary}}" }"""));
        var qualified = await Server.DataAsync(
            Owner,
            $$"""
            mutation {
              createQualification(input: { projectId: "{{Project}}", key: "{{Canary}}", title: "{{Canary}}"
                test: {{test}}, idempotencyKey: "k", questions: [{{questions}}] }) { qualification { id } }
              createInvitation(input: { projectId: "{{Project}}", note: "{{Canary}}", idempotencyKey: "k" })
                { invitation { id } }
              createConnector(input: { projectId: "{{Project}}", name: "{{Canary}}", crowd: "public"
                url: "https://192.0.2.1/{{Canary}}", idempotencyKey: "k" }) { connector { id } }
            }
            """);
        Ids["Qualification"] = Text(qualified, "createQualification", "qualification", "id");
        Ids["Connector"] = Text(qualified, "createConnector", "connector", "id");
        Ids["Invitation"] = Text(qualified, "createInvitation", "invitation", "id");
        var begun = await Server.DataAsync(
            worker,
            $$"""
            mutation { beginQualification(input: { qualificationId: "{{Ids["Qualification"]}}" }) { attempt { id } } }
            """);
        Ids["Attempt"] = Text(begun, "beginQualification", "attempt", "id");
        Ids["Crowd"] = Text(data, "createCrowd", "crowd", "id");
        Ids["AccessZone"] = Text(data, "saveAccessZone", "accessZone", "id");
        Ids["WorkerCredential"] = Text(data, "grantCredential", "credential", "id");
        Ids["WorkerConflict"] = Text(data, "declareConflict", "conflict", "id");
    }

    private async Task AddOthersAsync()
    {
        var stranger = await Server.StrangerAsync();
        var theirs = await Server.CreateProjectAsync(stranger, items: 1, "Theirs");
        Others.Add(("administrator of another organization", Role.Administrator, stranger));
        foreach (var role in new[] { Role.Manager, Role.Scientist, Role.Reviewer, Role.Service })
            Others.Add((
                $"{role} of another organization",
                role,
                await Server.CreateKeyAsync(stranger, role.ToString().ToUpperInvariant())));
        Others.Add((
            "worker of another organization",
            Role.Worker,
            await Server.CreateWorkerAsync(stranger, theirs, "Theirs")));
        var second = await Server.CreateProjectAsync(Owner, items: 1, "Second");
        Others.Add((
            "administrator of another project",
            Role.Administrator,
            await Server.CreateKeyAsync(Owner, "ADMINISTRATOR", $"projectId: \"{second}\"")));
        Others.Add((
            "worker of another project", Role.Worker, await Server.CreateWorkerAsync(Owner, second, "Second")));
    }

    private static string Text(JsonElement element, params string[] path)
        => path.Aggregate(element, (at, name) => at.GetProperty(name)).GetString()!;
}
