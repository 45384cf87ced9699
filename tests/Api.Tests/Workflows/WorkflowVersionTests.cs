using ActiveLabel.Api.Operations;
using ActiveLabel.Api.Tests.Storage;
using ActiveLabel.Api.Workflows;
using ActiveLabel.Domain.Items;
using ActiveLabel.Domain.Workflows;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace ActiveLabel.Api.Tests.Workflows;

public sealed class WorkflowVersionTests
{
    private static readonly Step Done = new("done", StepKind.Done, []);
    private static readonly string[] Crew = ["Ada", "Ben", "Cem", "Dora", "Eve", "Finn"];

    public static TheoryData<Provider> Providers => TestDatabase.Providers;

    private static Workflow First { get; } = new("label",
    [
        new("label", StepKind.Label, [new("done", new PosteriorAtLeast(0.8)), new("second")], 1, 2),
        new("second", StepKind.Label, [new("done", new PosteriorAtLeast(0.8)), new("review")], 1, 2,
            CostPerJudgement: 2, Bound: new(2, "done")),
        new("review", StepKind.Review, [new("second", new VerdictIs([Verdict.Rejected])), new("done")]),
        Done,
    ]);

    [SkippableTheory, MemberData(nameof(Providers))]
    public async Task Migration_does_exactly_what_its_preview_said(Provider provider)
    {
        await using var project = await WorkflowProject.CreateAsync(provider, First, items: 30);
        await WorkAsync(project, rounds: 40, seed: 1);
        await using var db = project.Database.CreateDbContext();
        var paused = (await db.Items.AsNoTracking().FirstAsync(item => item.State == ItemState.Queued)).Id;
        await project.Change.PauseAsync(project.Project, paused, WorkflowProject.Actor, null, CancellationToken.None);
        var second = new Workflow("label",
        [
            new("label", StepKind.Label, [new("done", new PosteriorAtLeast(0.9)), new("check")], 1, 3),
            new("check", StepKind.Adjudicate, [new("done")]), Done,
        ]);
        var before = await CountAsync(db);

        var (preview, done) = await project.PublishAsync(second, new() { ["second"] = "check" });

        Assert.Null(preview.Problem);
        Assert.True(preview.Steps.Count >= 2, "The test moves items of several steps.");
        Assert.Equal(preview.Steps, done.Steps);
        var after = await CountAsync(db);
        Assert.Equal(before.GetValueOrDefault("done"), after.GetValueOrDefault("done"));
        foreach (var to in preview.Steps.GroupBy(step => step.To))
            Assert.Equal(to.Sum(step => step.Items), after[to.Key]);
        Assert.All(
            await db.Items.AsNoTracking().Where(item => item.State != ItemState.Done).ToListAsync(),
            item => Assert.Equal(project.Project.WorkflowVersion, item.WorkflowVersion));
        Assert.Equal(ItemState.Paused, (await db.Items.AsNoTracking().SingleAsync(item => item.Id == paused)).State);
        await project.AssertTotalsAsync();
    }

    [SkippableTheory, MemberData(nameof(Providers))]
    public async Task A_simulation_of_the_workflow_in_force_equals_what_the_engine_did(Provider provider)
    {
        await using var project = await WorkflowProject.CreateAsync(provider, First, items: 60);
        await WorkAsync(project, rounds: 170, seed: 2);
        await WorkflowEngineTests.RequeueAsync(project, new("label", States: [ItemState.Done], ConfidenceBelow: 0.9));
        await WorkAsync(project, rounds: 20, seed: 3);

        var result = await SimulateAsync(project, First);

        await using var db = project.Database.CreateDbContext();
        var simulated = await db.SimulatedItems.AsNoTracking().ToListAsync();
        Assert.Equal(60, simulated.Count);
        Assert.All(simulated, item => Assert.Equal(
            (item.ActualStep, item.ActualJudgements), (item.SimulatedStep, item.SimulatedJudgements)));
        Assert.Equal((60, 0), (result.Items, result.Different));
        Assert.Equal(result.ActualJudgements, result.SimulatedJudgements);
        Assert.Equal(
            await db.Judgements.CountAsync() + await db.Decisions.CountAsync(), result.ActualJudgements);
        Assert.True(
            simulated.SelectMany(item => item.Path).Distinct().Count() == 4, "The items have been in every step.");
        var tasks = (await db.Tasks.AsNoTracking().ToListAsync()).ToLookup(task => task.ItemId, task => task.StepKey);
        Assert.All(simulated, item => Assert.Equal(
            tasks[item.ItemId], item.Path.Where(step => step != "done")));
    }

    [SkippableTheory, MemberData(nameof(Providers))]
    public async Task A_simulation_of_a_draft_says_what_it_would_save(Provider provider)
    {
        await using var project = await WorkflowProject.CreateAsync(provider, First, items: 40);
        await WorkAsync(project, rounds: 120, seed: 4);
        var once = new Workflow("label", [new("label", StepKind.Label, [new("done")], 1, 1), Done]);

        var result = await SimulateAsync(project, once);

        Assert.True(result.SimulatedJudgements < result.ActualJudgements);
        Assert.Equal(result.SimulatedJudgements, result.Steps.Single(step => step.Step == "done").Simulated);
        await using var db = project.Database.CreateDbContext();
        Assert.Equal(project.Project.WorkflowVersion, (await db.Projects.AsNoTracking().SingleAsync()).WorkflowVersion);
    }

    [SkippableTheory, MemberData(nameof(Providers))]
    public async Task An_unsound_draft_and_a_published_version_are_refused(Provider provider)
    {
        await using var project = await WorkflowProject.CreateAsync(provider, First);
        var publish = new PublishWorkflow(project.Database.Writing, new OperationQueue(), TimeProvider.System);
        var bad = await project.DraftAsync(new("label", [new("label", StepKind.Label, [])]));
        await using var db = project.Database.CreateDbContext();
        var current = await db.WorkflowVersions.AsNoTracking()
            .SingleAsync(version => version.Version == project.Project.WorkflowVersion);

        var unsound = Assert.IsType<PublishResult.Unsound>(await publish.ExecuteAsync(
            project.Project, bad.Id, new Dictionary<string, string>(), WorkflowProject.Actor, CancellationToken.None));

        Assert.Contains(unsound.Problems, problem => problem.Code == "DEAD_END");
        Assert.IsType<PublishResult.Invalid>(await publish.ExecuteAsync(
            project.Project,
            current.Id,
            new Dictionary<string,
            string>(),
            WorkflowProject.Actor,
            CancellationToken.None));
    }

    private static async Task<SimulationResult> SimulateAsync(WorkflowProject project, Workflow workflow)
    {
        var draft = await project.DraftAsync(workflow);
        var started = Assert.IsType<StartResult.Started>(await new StartSimulation(
            project.Database.Writing, new OperationQueue(), TimeProvider.System).ExecuteAsync(
            project.Project, draft.Id, Guid.NewGuid().ToString(), CancellationToken.None));
        return Assert.IsType<SimulationResult>(await project.RunAsync(started.Operation));
    }

    /// <summary>Workers take what comes and answer at random; reviewers reject a third.</summary>
    private static async Task WorkAsync(WorkflowProject project, int rounds, int seed)
    {
        var random = new Random(seed);
        for (var round = 0; round < rounds; round++)
        {
            var name = Crew[random.Next(Crew.Length)];
            var worker = await project.WorkerAsync(name);
            if (await project.Database.ClaimAsync(project.Project, worker, 1) is not [var lease])
                continue;
            await using var db = project.Database.CreateDbContext();
            var kind = (await db.Tasks.AsNoTracking().SingleAsync(task => task.Id == lease.TaskId)).StepKind;
            if (random.Next(8) == 0)
                await project.Database.Return.SkipAsync(
                    lease.TaskId, worker, lease.Token, 0, null, CancellationToken.None);
            else if (kind == StepKind.Label)
                await project.Database.SubmitAsync(
                    project.Project, worker, lease, random.Next(3) == 0 ? "dog" : "cat");
            else if (await project.DecideAsync(
                name, random.Next(3) == 0 ? Verdict.Rejected : Verdict.Accepted, reason: "See.", lease: lease)
                is not Api.Decisions.DecisionResult.Recorded)
                await project.Database.Return.ReleaseAsync(lease.TaskId, worker, lease.Token, CancellationToken.None);
        }
    }

    private static async Task<Dictionary<string, long>> CountAsync(Api.Storage.ActiveLabelDb db)
        => (await db.Items.AsNoTracking().ToListAsync()).GroupBy(item => item.StepKey)
            .ToDictionary(same => same.Key, same => (long)same.Count());
}
