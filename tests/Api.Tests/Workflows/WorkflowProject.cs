using ActiveLabel.Api.Decisions;
using ActiveLabel.Api.Operations;
using ActiveLabel.Api.Tasks;
using ActiveLabel.Api.Tests.Storage;
using ActiveLabel.Api.Workflows;
using ActiveLabel.Domain.Items;
using ActiveLabel.Domain.Judgements;
using ActiveLabel.Domain.Projects;
using ActiveLabel.Domain.Tasks;
using ActiveLabel.Domain.Workers;
using ActiveLabel.Domain.Workflows;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace ActiveLabel.Api.Tests.Workflows;

/// <summary>A project with a workflow and workers, in a database of its own.</summary>
internal sealed class WorkflowProject : IAsyncDisposable
{
    public const string Actor = "key:1";
    private readonly Dictionary<string, WorkerId> _workers = [];

    private WorkflowProject(TestDatabase database, Project project) => (Database, Project) = (database, project);

    public TestDatabase Database { get; }
    public Project Project { get; private set; }
    public ChangeItem Change => new(Database.Writing);
    public ResolveException Resolve => new(Database.Writing);

    public static async Task<WorkflowProject> CreateAsync(Provider provider, Workflow workflow, int items = 1)
    {
        var database = await TestDatabase.CreateAsync(provider);
        var created = new WorkflowProject(database, await database.CreateProjectAsync(itemCount: 0));
        await created.PublishAsync(workflow);
        await database.AddItems.ExecuteAsync(
            created.Project,
            [.. Enumerable.Range(0, items).Select(index => new Api.Items.NewItem($"item-{index}", "{}"))],
            CancellationToken.None);
        return created;
    }

    /// <summary>Drafts, previews, publishes, and moves what is in flight.</summary>
    public async Task<(WorkflowPreview Preview, MigrationResult Done)> PublishAsync(
        Workflow workflow, Dictionary<string, string>? moves = null)
    {
        var draft = await DraftAsync(workflow);
        var preview = await new PreviewWorkflow(Database).ExecuteAsync(
            Project, draft, moves ?? [], CancellationToken.None);
        var published = Assert.IsType<PublishResult.Published>(
            await new PublishWorkflow(Database.Writing, new OperationQueue(), TimeProvider.System).ExecuteAsync(
                Project, draft.Id, moves ?? [], Actor, CancellationToken.None));
        await ReloadAsync();
        return (preview, Assert.IsType<MigrationResult>(await RunAsync(published.Migration)));
    }

    public async Task<WorkflowVersion> DraftAsync(Workflow workflow)
        => Assert.IsType<DraftResult.Drafted>(
            await new DraftWorkflow(Database.Writing, TimeProvider.System).ExecuteAsync(
                Project, workflow, note: null, Guid.NewGuid().ToString(), CancellationToken.None)).Version;

    /// <summary>Runs an operation to its end, as the server's runner does.</summary>
    public async Task<object> RunAsync(Operation operation)
    {
        var result = await new RunWorkflowJob(
            Database,
            Database.Writing,
            new(Database, Database.Writing, new OperationQueue(), TimeProvider.System),
            TimeProvider.System).ExecuteAsync(operation, Project, CancellationToken.None);
        await using var db = Database.CreateDbContext();
        await db.Operations.Where(known => known.Id == operation.Id).ExecuteUpdateAsync(
            set => set.SetProperty(known => known.State, OperationState.Succeeded));
        return result;
    }

    public async Task<WorkerId> WorkerAsync(string name)
        => _workers.TryGetValue(name, out var known)
            ? known
            : _workers[name] = await Database.CreateWorkerAsync(Project, name);

    public async Task<Lease> ClaimAsync(string worker) => await Database.ClaimOneAsync(
        Project, await WorkerAsync(worker));

    /// <summary>Claims a task and judges it.</summary>
    public async Task JudgeAsync(string worker, string choice = "cat")
        => Assert.IsType<Api.Judgements.SubmitResult.Recorded>(
            await Database.SubmitAsync(Project, await WorkerAsync(worker), await ClaimAsync(worker), choice));

    /// <summary>Claims a task and reviews it, or adjudicates where there is no verdict.</summary>
    public async Task<DecisionResult> DecideAsync(
        string worker, Verdict? verdict, string? choice = null, string? reason = null, Lease? lease = null)
    {
        lease ??= await ClaimAsync(worker);
        return await new SubmitDecision(Database.Writing).ExecuteAsync(
            Project,
            await WorkerAsync(worker),
            new(
                lease.TaskId,
                lease.Token,
                verdict,
                choice is null ? [] : [new("animal", new SingleChoiceValue(choice))],
                reason,
                $"decide-{lease.TaskId.Value}-{lease.Token}"),
            CancellationToken.None);
    }

    public async Task<Item> ItemAsync()
    {
        await using var db = Database.CreateDbContext();
        return await db.Items.AsNoTracking().SingleAsync();
    }

    public async Task<(string Step, ItemState State)> WhereAsync() => (await ItemAsync()) is var item
        ? (item.StepKey, item.State) : default;

    /// <summary>All totals are what counting gives.</summary>
    public async Task AssertTotalsAsync()
    {
        await using var db = Database.CreateDbContext();
        var totals = await db.Counters.AsNoTracking().SingleAsync(row => row.ProjectId == Project.Id);
        var open = await db.Queue.AsNoTracking().Where(entry => entry.State != QueueState.Closed).ToListAsync();
        var slots = await db.Slots.AsNoTracking().ToListAsync();
        var wanted = open.Sum(entry => entry.Required - slots.Count(
            slot => slot.TaskId == entry.TaskId && slot.State != SlotState.Leased));
        var items = await db.Items.AsNoTracking().ToListAsync();
        Assert.Equal(
            (wanted, slots.Count(
                slot => slot.State == SlotState.Leased), items.Count(item => item.State == ItemState.Done)),
            (totals.SlotsWanted, totals.SlotsLeased, totals.DoneItems));
        var steps = await db.StepTotals.AsNoTracking().Where(row => row.Items != 0)
            .ToDictionaryAsync(row => row.StepKey, row => row.Items);
        Assert.Equal(
            items.Where(item => item.State != ItemState.Cancelled).GroupBy(item => item.StepKey)
                .ToDictionary(same => same.Key, same => (long)same.Count()),
            steps);
        Assert.Equal(
            await db.Consensus.Where(row => row.QuestionKey == "animal").SumAsync(row => row.Confidence),
            totals.ConfidenceSum,
            1e-6);
    }

    public ValueTask DisposeAsync() => Database.DisposeAsync();

    public async Task ReloadAsync()
    {
        await using var db = Database.CreateDbContext();
        Project = await db.Projects.AsNoTracking().SingleAsync(known => known.Id == Project.Id);
    }
}
