using ActiveLabel.Api.Decisions;
using ActiveLabel.Api.Events;
using ActiveLabel.Api.Performance;
using ActiveLabel.Api.Tests.Storage;
using ActiveLabel.Api.Workflows;
using ActiveLabel.Domain.Decisions;
using ActiveLabel.Domain.Items;
using ActiveLabel.Domain.Judgements;
using ActiveLabel.Domain.Tasks;
using ActiveLabel.Domain.Workflows;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace ActiveLabel.Api.Tests.Workflows;

public sealed class WorkflowEngineTests
{
    private static readonly Step Done = new("done", StepKind.Done, []);

    public static TheoryData<Provider> Providers => TestDatabase.Providers;

    /// <summary>Labeled once, reviewed, and labeled again where the review rejects it, twice at the most.</summary>
    private static Workflow Reviewed { get; } = new("label",
    [
        new("label", StepKind.Label, [new("review")], 1, 1, Bound: new(2, "help")),
        new("review", StepKind.Review, [new("label", new VerdictIs([Verdict.Rejected])), new("done")]),
        new("help", StepKind.Exception, [new("done")]),
        Done,
    ]);

    private static Workflow Rework { get; } = new("label",
    [
        new("label", StepKind.Label, [new("done", new PosteriorAtLeast(0.99)), new("rework")], 1, 1),
        new("rework", StepKind.Label, [new("done", new PosteriorAtLeast(0.99)), new("rework")], 1, 1,
            Bound: new(2, "adjudicate")),
        new("adjudicate", StepKind.Adjudicate, [new("done")]),
        Done,
    ]);

    [SkippableTheory, MemberData(nameof(Providers))]
    public async Task After_two_rounds_of_rework_an_expert_decides(Provider provider)
    {
        await using var project = await WorkflowProject.CreateAsync(provider, Rework);

        await project.JudgeAsync("Ada", "cat");
        await project.JudgeAsync("Ben", "dog");
        await project.JudgeAsync("Cem", "cat");
        var before = await project.WhereAsync();
        Assert.IsType<DecisionResult.Recorded>(await project.DecideAsync("Dora", verdict: null, "dog"));

        Assert.Equal(("adjudicate", ItemState.Queued), before);
        Assert.Equal(("done", ItemState.Done), await project.WhereAsync());
        await using var db = project.Database.CreateDbContext();
        var consensus = await db.Consensus.SingleAsync();
        Assert.Equal((1, 1.0, true, 3), (
            consensus.Label, consensus.Confidence, consensus.IsDecided, consensus.JudgementCount));
        Assert.Equal(["label", "rework", "rework", "adjudicate"], await StepsOfTasksAsync(db));
        await project.AssertTotalsAsync();
    }

    [SkippableTheory, MemberData(nameof(Providers))]
    public async Task A_rejected_review_reaches_the_author_and_sends_the_item_back(Provider provider)
    {
        await using var project = await WorkflowProject.CreateAsync(provider, Reviewed);
        await project.JudgeAsync("Ada", "cat");

        Assert.IsType<DecisionResult.Invalid>(
            await project.DecideAsync("Rita", Verdict.Rejected, lease: await LeaseAsync()));
        Assert.IsType<DecisionResult.Recorded>(
            await project.DecideAsync("Rita", Verdict.Rejected, reason: "It barks.", lease: await LeaseAsync()));

        Assert.Equal(("label", ItemState.Queued), await project.WhereAsync());
        await using var db = project.Database.CreateDbContext();
        var feedback = await db.Feedback.SingleAsync();
        Assert.Equal(
            (await project.WorkerAsync("Ada"), FeedbackOutcome.Rejected), (feedback.WorkerId, feedback.Outcome));
        Assert.Equal("It barks.", (await db.Decisions.SingleAsync(row => row.Id == feedback.DecisionId)).Reason);
        await project.AssertTotalsAsync();

        async Task<Api.Tasks.Lease> LeaseAsync()
        {
            await using var read = project.Database.CreateDbContext();
            var rita = await project.WorkerAsync("Rita");
            return await read.Slots.AsNoTracking().SingleOrDefaultAsync(slot => slot.WorkerId == rita) is { } slot
                ? new(slot.TaskId, (await read.Items.SingleAsync()).Id, slot.Token, slot.ExpiresAt, slot.HardCapAt)
                : await project.ClaimAsync("Rita");
        }
    }

    [SkippableTheory, MemberData(nameof(Providers))]
    public async Task A_correction_stands_and_tells_who_was_overruled(Provider provider)
    {
        await using var project = await WorkflowProject.CreateAsync(provider, Reviewed);
        await project.JudgeAsync("Ada", "cat");

        await project.DecideAsync("Rita", Verdict.Corrected, "dog", "Look at the tail.");

        Assert.Equal(("done", ItemState.Done), await project.WhereAsync());
        await using var db = project.Database.CreateDbContext();
        Assert.Equal(FeedbackOutcome.Overruled, (await db.Feedback.SingleAsync()).Outcome);
        Assert.Equal((1, true), await db.Consensus.Select(row => new ValueTuple<int, bool>(row.Label, row.IsDecided))
            .SingleAsync());
        await project.AssertTotalsAsync();
        await SumAsync(project);
        await SumAsync(project);
        var day = await db.WorkerDays.SingleAsync();
        Assert.Equal(
            (await project.WorkerAsync("Ada"), "label", 1, 1),
            (day.WorkerId, day.StepKey, day.ReviewedCount, day.ReversedCount));
    }

    [SkippableTheory, MemberData(nameof(Providers))]
    public async Task A_judgement_is_no_answer_to_a_review(Provider provider)
    {
        await using var project = await WorkflowProject.CreateAsync(provider, Reviewed);
        await project.JudgeAsync("Ada");
        var lease = await project.ClaimAsync("Rita");

        await Assert.ThrowsAsync<InvalidOperationException>(async () => await project.Database.SubmitAsync(
            project.Project, await project.WorkerAsync("Rita"), lease));

        Assert.IsType<DecisionResult.WrongStep>(await project.DecideAsync("Rita", verdict: null, "cat", lease: lease));
        Assert.IsType<DecisionResult.Recorded>(await project.DecideAsync("Rita", Verdict.Accepted, lease: lease));
        Assert.IsType<DecisionResult.Recorded>(await project.DecideAsync("Rita", Verdict.Accepted, lease: lease));
        await project.AssertTotalsAsync();
    }

    [SkippableTheory, MemberData(nameof(Providers))]
    public async Task What_everybody_skips_becomes_an_exception_with_an_owner_and_a_resolution(Provider provider)
    {
        var workflow = new Workflow("label",
        [
            new("label", StepKind.Label, [new("help", new SkippedBy(2)), new("done")], 3, 3),
            new("help", StepKind.Exception, [new("done")]), Done,
        ]);
        await using var project = await WorkflowProject.CreateAsync(provider, workflow);
        foreach (var name in new[] { "Ada", "Ben" })
        {
            var lease = await project.ClaimAsync(name);
            await project.Database.Return.SkipAsync(
                lease.TaskId,
                await project.WorkerAsync(name),
                lease.Token,
                SkipReason.BadData,
                null,
                CancellationToken.None);
        }

        Assert.Equal(("help", ItemState.Exception), await project.WhereAsync());
        await project.AssertTotalsAsync();
        await SumAsync(project);
        await using var db = project.Database.CreateDbContext();
        var open = await db.Exceptions.AsNoTracking().SingleAsync();
        Assert.Equal(new Observation("skips", "label", 2), open.Reason.Observed![0]);
        Assert.Equal(
            [("label", 1), ("label", 1)],
            await db.WorkerDays.Select(day => new ValueTuple<string, int>(day.StepKey, day.SkipCount)).ToListAsync());

        await project.Resolve.AssignAsync(
            project.Project, open.Id, "Olga", WorkflowProject.Actor, CancellationToken.None);
        var resolution = new Resolution(Answers: [new("animal", new SingleChoiceValue("dog"))]);
        Assert.IsType<ExceptionResult.Changed>(await project.Resolve.ResolveAsync(
            project.Project, open.Id, resolution, "A dog.", WorkflowProject.Actor, CancellationToken.None));
        Assert.IsType<ExceptionResult.ResolvedAlready>(await project.Resolve.ResolveAsync(
            project.Project, open.Id, resolution, "A dog.", WorkflowProject.Actor, CancellationToken.None));

        Assert.Equal(("done", ItemState.Done), await project.WhereAsync());
        var closed = await db.Exceptions.AsNoTracking().SingleAsync();
        Assert.Equal(
            ("Olga", ExceptionResolution.Answered, "A dog."), (closed.Owner, closed.Resolution, closed.Comment));
        await project.AssertTotalsAsync();
    }

    [SkippableTheory, MemberData(nameof(Providers))]
    public async Task An_item_that_waits_for_too_long_escalates_and_takes_its_lease_back(Provider provider)
    {
        var workflow = new Workflow("label",
        [
            new("label", StepKind.Label, [new("done")], 2, 2, Sla: new(3600, "help")),
            new("help", StepKind.Exception, [new("done")]), Done,
        ]);
        await using var project = await WorkflowProject.CreateAsync(provider, workflow);
        var lease = await project.ClaimAsync("Ada");
        var escalate = new EscalateItems(project.Database, project.Database.Writing);

        Assert.Equal(0, await escalate.ExecuteAsync(CancellationToken.None));
        await using var db = project.Database.CreateDbContext();
        await db.Items.ExecuteUpdateAsync(set => set
            .SetProperty(item => item.StepEnteredAt, item => DateTimeOffset.UnixEpoch)
            .SetProperty(item => item.DueAt, item => DateTimeOffset.UnixEpoch));
        Assert.Equal(1, await escalate.ExecuteAsync(CancellationToken.None));

        Assert.Equal(("help", ItemState.Exception), await project.WhereAsync());
        Assert.IsType<Api.Judgements.SubmitResult.LeaseLost>(await project.Database.SubmitAsync(
            project.Project, await project.WorkerAsync("Ada"), lease));
        await project.AssertTotalsAsync();
    }

    [SkippableTheory, MemberData(nameof(Providers))]
    public async Task A_paused_item_is_given_to_nobody_until_it_is_resumed(Provider provider)
    {
        await using var project = await WorkflowProject.CreateAsync(provider, Rework);
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

    [SkippableTheory, MemberData(nameof(Providers))]
    public async Task A_cancelled_item_is_out_and_a_reopened_one_begins_again(Provider provider)
    {
        await using var project = await WorkflowProject.CreateAsync(provider, Reviewed);
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

    [SkippableTheory, MemberData(nameof(Providers))]
    public async Task A_machine_step_ends_what_the_model_is_sure_of(Provider provider)
    {
        var workflow = new Workflow("machine",
        [
            new("machine", StepKind.Machine, [new("done", new PredictionAtLeast(0.9)), new("label")]),
            new("label", StepKind.Label, [new("done")], 1, 1), Done,
        ]);
        await using var project = await WorkflowProject.CreateAsync(provider, workflow);
        Assert.Equal(("label", ItemState.Queued), await project.WhereAsync());
        var item = await project.ItemAsync();
        await PredictAsync(project, item, [0.05f, 0.95f]);

        await RequeueAsync(project, new("machine"));

        Assert.Equal(("done", ItemState.Done), await project.WhereAsync());
        await using var db = project.Database.CreateDbContext();
        var decision = await db.Decisions.SingleAsync();
        Assert.Equal(
            (DecisionKind.Machine, new SingleChoiceValue("dog")), (decision.Kind, decision.Answers.Single().Value));
        await project.AssertTotalsAsync();
    }

    private static Task<int> SumAsync(WorkflowProject project)
        => new SumPerformance(project.Database, project.Database.Writing, TimeProvider.System)
            .ExecuteAsync(CancellationToken.None);

    internal static async Task<RequeueResult> RequeueAsync(WorkflowProject project, RequeueRequest request)
    {
        var started = Assert.IsType<StartResult.Started>(await new RequeueItems(
            project.Database, project.Database.Writing, new(), TimeProvider.System).StartAsync(
            project.Project, request, Guid.NewGuid().ToString(), CancellationToken.None));
        return Assert.IsType<RequeueResult>(await project.RunAsync(started.Operation));
    }

    private static async Task PredictAsync(WorkflowProject project, Item item, float[] probabilities)
    {
        await using var db = project.Database.CreateDbContext();
        var model = new Domain.Predictions.ModelVersion
        {
            OrganizationId = item.OrganizationId,
            ProjectId = item.ProjectId,
            Version = 1,
            Stage = Domain.Predictions.ModelStage.Serving,
            CreatedAt = TimeProvider.System.GetUtcNow(),
            Labels = 10,
            Temperature = 1,
            Sha256 = new('0', 64),
            Measurement = null,
            Decision = "",
        };
        db.ModelVersions.Add(model);
        await db.SaveChangesAsync();
        db.Predictions.Add(new()
        {
            ItemId = item.Id,
            OrganizationId = item.OrganizationId,
            ModelVersionId = model.Id,
            Probabilities = probabilities,
            ScoredAt = TimeProvider.System.GetUtcNow(),
        });
        await db.SaveChangesAsync();
    }

    private static Task<List<string>> StepsOfTasksAsync(Api.Storage.ActiveLabelDb db)
        => db.Tasks.OrderBy(task => task.Id).Select(task => task.StepKey).ToListAsync();
}
