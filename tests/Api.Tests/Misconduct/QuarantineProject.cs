using ActiveLabel.Api.Judgements;
using ActiveLabel.Api.Misconduct;
using ActiveLabel.Api.Operations;
using ActiveLabel.Api.Storage;
using ActiveLabel.Api.Tasks;
using ActiveLabel.Api.Tests.Storage;
using ActiveLabel.Api.Tests.Workflows;
using ActiveLabel.Domain.Misconduct;
using ActiveLabel.Domain.Workflows;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace ActiveLabel.Api.Tests.Misconduct;

/// <summary>A project in which workers judge items of their choice.</summary>
internal sealed class QuarantineProject(WorkflowProject workflow) : IAsyncDisposable
{
    public WorkflowProject Workflow => workflow;
    public TestDatabase Database => workflow.Database;

    public ChangeQuarantine Change => new(
        Database.Writing,
        new StartOperation(Database.Writing, new OperationQueue(), TimeProvider.System),
        TimeProvider.System);

    public ApplyQuarantines Apply => new(
        Database,
        Database.Writing,
        Database.EstimateReliability,
        new StartOperation(Database.Writing, new OperationQueue(), TimeProvider.System),
        TimeProvider.System);

    public static async Task<QuarantineProject> CreateAsync(Provider provider, Workflow workflow, int items)
        => new(await WorkflowProject.CreateAsync(provider, workflow, items));

    /// <summary>The worker claims all he can get, judges what the choice says, and gives the rest back.</summary>
    /// <param name="choose">By the number of the item; null for one that is left.</param>
    public async Task JudgeAsync(string name, Func<int, string?> choose)
    {
        var worker = await workflow.WorkerAsync(name);
        var left = new List<Lease>();
        while (await Database.ClaimAsync(workflow.Project, worker, 10) is { Count: > 0 } leases)
            foreach (var lease in leases)
                if (await KindOfAsync(lease) == StepKind.Label
                    && choose(await NumberOfAsync(lease.ItemId)) is { } choice)
                    Assert.IsType<SubmitResult.Recorded>(
                        await Database.SubmitAsync(workflow.Project, worker, lease, choice));
                else
                    left.Add(lease);
        await ReleaseAsync(worker, left);
    }

    /// <summary>The worker reviews all he can get.</summary>
    public async Task ReviewAsync(string name, string choice)
    {
        var worker = await workflow.WorkerAsync(name);
        var left = new List<Lease>();
        while (await Database.ClaimAsync(workflow.Project, worker, 10) is { Count: > 0 } leases)
            foreach (var lease in leases)
                if (await KindOfAsync(lease) == StepKind.Review)
                    Assert.IsType<Decisions.DecisionResult.Recorded>(
                        await workflow.DecideAsync(name, Verdict.Corrected, choice, lease: lease));
                else
                    left.Add(lease);
        await ReleaseAsync(worker, left);
    }

    public async Task<ApplyQuarantinesResult> QuarantineAsync(string name)
    {
        Assert.IsType<QuarantineResult.Changed>(await Change.ImposeAsync(
            workflow.Project,
            await workflow.WorkerAsync(name),
            QuarantineCause.Person,
            "Guesses.",
            WorkflowProject.Actor,
            CancellationToken.None));
        return await Apply.ExecuteAsync(workflow.Project, progress: null, CancellationToken.None);
    }

    public async Task<ApplyQuarantinesResult> UnquarantineAsync(string name)
    {
        Assert.IsType<QuarantineResult.Changed>(await Change.LiftAsync(
            workflow.Project,
            await workflow.WorkerAsync(name),
            "It was somebody else.",
            WorkflowProject.Actor,
            CancellationToken.None));
        return await Apply.ExecuteAsync(workflow.Project, progress: null, CancellationToken.None);
    }

    /// <summary>Derives every item again.</summary>
    public async Task RebuildAsync()
    {
        await using var db = Database.CreateDbContext();
        foreach (var item in await db.Items.Select(item => item.Id).ToListAsync())
            await Database.Writing.ExecuteAsync(
                async (write, token) =>
                {
                    var now = await SqlDialect.Of(write.Database).ReadClockAsync(write, token);
                    var rebuilt = await RebuildItem.ApplyAsync(write, workflow.Project, item, now, token);
                    Assert.NotNull(rebuilt);
                    Assert.Empty(rebuilt.Value.Events);
                    Assert.Equal(0, rebuilt.Value.Totals.SlotsWanted);
                    return await write.SaveChangesAsync(token);
                },
                CancellationToken.None);
    }

    public Task EstimateAsync()
        => Database.EstimateReliability.ExecuteAsync(workflow.Project, CancellationToken.None);

    public async Task<IReadOnlyList<string>> StateAsync()
    {
        await using var db = Database.CreateDbContext();
        return await DerivedState.ReadAsync(db, workflow.Project);
    }

    public ValueTask DisposeAsync() => workflow.DisposeAsync();

    private async Task ReleaseAsync(Domain.Workers.WorkerId worker, List<Lease> leases)
    {
        foreach (var lease in leases)
            await Database.Return.ReleaseAsync(lease.TaskId, worker, lease.Token, CancellationToken.None);
    }

    private async Task<StepKind> KindOfAsync(Lease lease)
    {
        await using var db = Database.CreateDbContext();
        return await db.Tasks.Where(task => task.Id == lease.TaskId).Select(task => task.StepKind).SingleAsync();
    }

    private async Task<int> NumberOfAsync(Domain.Items.ItemId item)
    {
        await using var db = Database.CreateDbContext();
        var id = await db.Items.Where(known => known.Id == item).Select(known => known.ExternalId).SingleAsync();
        return int.Parse(id["item-".Length..], System.Globalization.CultureInfo.InvariantCulture);
    }
}
