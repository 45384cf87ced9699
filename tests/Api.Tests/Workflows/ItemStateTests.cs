using ActiveLabel.Api.Events;
using ActiveLabel.Api.Operations;
using ActiveLabel.Api.Tests.Storage;
using ActiveLabel.Api.Workflows;
using ActiveLabel.Domain.Items;
using ActiveLabel.Domain.Workflows;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace ActiveLabel.Api.Tests.Workflows;

public sealed class ItemStateTests
{
    [SkippableTheory, MemberData(nameof(TestDatabase.Providers), MemberType = typeof(TestDatabase))]
    public async Task A_paused_item_is_given_to_nobody_until_it_is_resumed(Provider provider)
    {
        await using var project = await WorkflowProject.CreateAsync(provider, WorkflowEngineTests.Rework);
        var lease = await project.ClaimAsync("Ada");
        var item = await project.ItemAsync();

        Assert.IsType<ItemChange.Changed>(await project.Change.PauseAsync(
            project.Project, item.Id, WorkflowProject.Actor, "Wait.", CancellationToken.None));
        Assert.IsType<ItemChange.WrongState>(await project.Change.PauseAsync(
            project.Project, item.Id, WorkflowProject.Actor, "Wait.", CancellationToken.None));

        Assert.Empty(await project.Database.ClaimAsync(project.Project, await project.WorkerAsync("Ben"), 1));
        Assert.IsType<Api.Judgements.SubmitResult.LeaseLost>(await project.Database.SubmitAsync(
            project.Project, await project.WorkerAsync("Ada"), lease));
        await project.AssertTotalsAsync();
        await project.Change.ResumeAsync(project.Project, item.Id, WorkflowProject.Actor, null, CancellationToken.None);
        await project.JudgeAsync("Ben");
        await project.AssertTotalsAsync();
    }

    [SkippableTheory, MemberData(nameof(TestDatabase.Providers), MemberType = typeof(TestDatabase))]
    public async Task A_cancelled_item_is_out_and_a_reopened_one_begins_again(Provider provider)
    {
        await using var project = await WorkflowProject.CreateAsync(provider, WorkflowEngineTests.Reviewed);
        var item = await project.ItemAsync();
        await project.JudgeAsync("Ada", "cat");
        await project.DecideAsync("Rita", Verdict.Corrected, "dog");
        await project.Change.CancelAsync(
            project.Project, item.Id, WorkflowProject.Actor, "Broken.", CancellationToken.None);
        await project.AssertTotalsAsync();

        Assert.IsType<ItemChange.UnknownStep>(await project.Change.ReopenAsync(
            project.Project, item.Id, "nowhere", WorkflowProject.Actor, CancellationToken.None));
        Assert.IsType<ItemChange.Changed>(await project.Change.ReopenAsync(
            project.Project, item.Id, "review", WorkflowProject.Actor, CancellationToken.None));

        Assert.Equal(("review", ItemState.Queued), await project.WhereAsync());
        await project.AssertTotalsAsync();
        await using var db = project.Database.CreateDbContext();
        Assert.Equal((0, false), await db.Consensus.Select(row => new ValueTuple<int, bool>(row.Label, row.IsDecided))
            .SingleAsync());
        Assert.Equal(
            [EventKind.ItemCancelled, EventKind.ItemReopened, EventKind.ItemMoved],
            (await db.Events.Where(entry => entry.ItemId == item.Id).OrderBy(entry => entry.Sequence)
                .Select(entry => entry.Kind).ToListAsync())[^3..]);
    }

    [SkippableTheory, MemberData(nameof(TestDatabase.Providers), MemberType = typeof(TestDatabase))]
    public async Task A_requeue_that_is_cancelled_stops_between_two_chunks_and_the_next_goes_on(Provider provider)
    {
        const int items = 120, chunk = 50;
        await using var project = await WorkflowProject.CreateAsync(provider, WorkflowEngineTests.Reviewed, items);
        var started = Assert.IsType<StartResult.Started>(await new RequeueItems(
            project.Database, project.Database.Writing, new OperationQueue(), TimeProvider.System)
            .StartAsync(project.Project, new("review", Step: "label"), "cancelled", CancellationToken.None));
        await using var db = project.Database.CreateDbContext();
        await db.Operations.Where(known => known.Id == started.Operation.Id).ExecuteUpdateAsync(
            set => set.SetProperty(known => known.State, OperationState.Cancelled));

        await Assert.ThrowsAsync<OperationStoppedException>(() => project.RunAsync(started.Operation));

        Assert.Equal(chunk, await db.Items.CountAsync(item => item.StepKey == "review"));
        await project.AssertTotalsAsync();
        var rest = await WorkflowEngineTests.RequeueAsync(project, new("review", Step: "label"));
        Assert.Equal((items - chunk, items), (
            rest.Requeued, await db.Items.CountAsync(item => item.StepKey == "review")));
        await project.AssertTotalsAsync();
    }

    [SkippableTheory, MemberData(nameof(TestDatabase.Providers), MemberType = typeof(TestDatabase))]
    public async Task What_nobody_has_answered_is_not_sent_to_be_done(Provider provider)
    {
        await using var project = await WorkflowProject.CreateAsync(provider, WorkflowEngineTests.Reviewed, items: 3);
        await project.JudgeAsync("Ada");

        var sent = await WorkflowEngineTests.RequeueAsync(project, new("done"));

        Assert.Equal(new RequeueResult(Requeued: 1, WithoutAnswer: 2), sent);
        await using var db = project.Database.CreateDbContext();
        Assert.Equal(1, await db.Items.CountAsync(item => item.State == ItemState.Done));
        Assert.Equal(2, await db.Items.CountAsync(item => item.StepKey == "label"));
        await project.AssertTotalsAsync();
    }

    public static TheoryData<RequeueRequest, string> Nonsense => new()
    {
        { new("nowhere"), "no step 'nowhere'" },
        { new("review", Step: "nowhere"), "no item is in a step of this name" },
        { new("review", ConfidenceBelow: 1.5), "confidenceBelow is a probability" },
        { new("review", ErrorProbabilityAtLeast: double.NaN), "errorProbabilityAtLeast is a probability" },
    };

    [Theory, MemberData(nameof(Nonsense))]
    public async Task A_requeue_that_can_find_nothing_is_refused(RequeueRequest request, string problem)
    {
        await using var project = await WorkflowProject.CreateAsync(
            Provider.Sqlite, WorkflowEngineTests.Reviewed, items: 1);

        var refused = Assert.IsType<StartResult.Invalid>(await new RequeueItems(
            project.Database, project.Database.Writing, new OperationQueue(), TimeProvider.System)
            .StartAsync(project.Project, request, "nonsense", CancellationToken.None));

        Assert.Contains(problem, refused.Problem, StringComparison.Ordinal);
    }
}
