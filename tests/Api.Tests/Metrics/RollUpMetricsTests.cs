using ActiveLabel.Api.Items;
using ActiveLabel.Api.Metrics;
using ActiveLabel.Api.Tests.Storage;
using ActiveLabel.Api.Tests.Workflows;
using ActiveLabel.Benchmarks;
using ActiveLabel.Domain.Items;
using ActiveLabel.Domain.Metrics;
using ActiveLabel.Domain.Workflows;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace ActiveLabel.Api.Tests.Metrics;

public sealed class RollUpMetricsTests
{
    private const int Items = 6;

    [SkippableTheory]
    [InlineData(Provider.Sqlite)]
    [InlineData(Provider.PostgreSql)]
    public async Task Sums_that_were_kept_up_equal_those_added_up_from_the_first_event(Provider provider)
    {
        await using var factory = await FactoryAsync(provider);
        var rollUp = new RollUpMetrics(factory.Database, factory.Database.Writing, TimeProvider.System);
        await rollUp.ExecuteAsync(factory.Project, CancellationToken.None);
        await JudgeAllAsync(factory);
        await rollUp.ExecuteAsync(factory.Project, CancellationToken.None);
        await ReviewAsync(factory);
        await rollUp.ExecuteAsync(factory.Project, CancellationToken.None);
        await ReopenAndCancelAsync(factory);
        var last = await rollUp.ExecuteAsync(factory.Project, CancellationToken.None);
        var kept = await BucketsAsync(factory);

        var idle = await rollUp.ExecuteAsync(factory.Project, CancellationToken.None);
        var rebuilt = await rollUp.RebuildAsync(factory.Project, CancellationToken.None);

        Assert.True(kept.Count > 20);
        Assert.Equal(kept, await BucketsAsync(factory));
        // What the job itself tells is an event, too; it counts for nothing.
        Assert.InRange(idle.Events, 0, 2);
        Assert.True(rebuilt.Events > last.Events);
        Assert.NotEqual(last.InputsHash, rebuilt.InputsHash);
    }

    [SkippableTheory]
    [InlineData(Provider.Sqlite)]
    [InlineData(Provider.PostgreSql)]
    public async Task Sums_are_what_counting_the_facts_gives(Provider provider)
    {
        await using var factory = await FactoryAsync(provider);
        await JudgeAllAsync(factory);
        await ReviewAsync(factory);
        await ReopenAndCancelAsync(factory);
        await new RollUpMetrics(factory.Database, factory.Database.Writing, TimeProvider.System)
            .ExecuteAsync(factory.Project, CancellationToken.None);

        await using var db = factory.Database.CreateDbContext();
        var all = await db.MetricBuckets.Where(bucket => bucket.Resolution == MetricResolution.Total).ToListAsync();
        var project = all.Single(bucket => bucket.Dimension == MetricDimension.Project);
        var items = await db.Items.ToListAsync();
        var decisions = await db.Decisions.ToListAsync();
        Assert.Equal(Items, project.Arrived);
        Assert.Equal(await db.Judgements.CountAsync(), project.Judgements);
        Assert.Equal(
            (decisions.Count, decisions.Count(row => row.Verdict != Verdict.Accepted)),
            (project.Decisions, project.Corrections));
        Assert.Equal(await db.Judgements.SumAsync(row => row.HandlingSeconds), project.ActiveSeconds, 1e-9);
        Assert.Equal(project.Judgements + (3 * project.Decisions), project.Cost, 1e-9);
        Assert.Equal(items.Count(item => item.State == ItemState.Done), project.Usable);
        Assert.Equal(
            items.Count(item => item.State is not (ItemState.Done or ItemState.Cancelled)), project.InProgress);
        Assert.Equal((1, 1), (project.Returned, project.Cancelled));
        // All were done; one was rejected once, one corrected.
        Assert.Equal((6, 4), (project.Finished, project.FirstPass));
        foreach (var step in await db.StepTotals.Where(step => step.StepKey != "done").ToListAsync())
            Assert.Equal(
                step.Items,
                all.SingleOrDefault(bucket => bucket.Dimension == MetricDimension.Step && bucket.Key == step.StepKey)
                    ?.InProgress ?? 0);
        Assert.Equal(
            [("billing", 4L), ("", 2L)],
            all.Where(bucket => bucket.Dimension == MetricDimension.UseCase)
                .OrderByDescending(bucket => bucket.Arrived).Select(bucket => (bucket.Key, bucket.Arrived)));
        Assert.Equal(1, all.Single(bucket => bucket.Key == MetricBucket.TransitionOf("review", "label")).Finished);
        Assert.Equal(6, all.Single(bucket => bucket.Key == MetricBucket.TransitionOf("review", "")).Finished);
        // Once rejected, it was labeled and reviewed again.
        Assert.Equal(2, project.Rework);
    }

    private static async Task<WorkflowProject> FactoryAsync(Provider provider)
    {
        var workflow = WorkflowEngineTests.Reviewed;
        workflow = workflow with
        {
            Steps = [.. workflow.Steps.Select(
                step => step.Kind == StepKind.Review ? step with { CostPerJudgement = 3 } : step)],
        };
        var factory = await WorkflowProject.CreateAsync(provider, workflow, items: 2);
        await factory.Database.AddItems.ExecuteAsync(
            factory.Project,
            [.. Enumerable.Range(2, Items - 2).Select(
                index => new NewItem($"item-{index}", "{}", """{"useCase":"billing"}"""))],
            CancellationToken.None);
        return factory;
    }

    private static async Task JudgeAllAsync(WorkflowProject factory)
    {
        for (var item = 0; item < Items; item++)
            await factory.JudgeAsync("Ada");
    }

    /// <summary>One is rejected and labeled again, one corrected; the others stand.</summary>
    private static async Task ReviewAsync(WorkflowProject factory)
    {
        await factory.DecideAsync("Rita", Verdict.Rejected, reason: "Look again.");
        await factory.DecideAsync("Rita", Verdict.Corrected, "dog");
        for (var item = 0; item < 4; item++)
            await factory.DecideAsync("Rita", Verdict.Accepted);
        await factory.JudgeAsync("Cem", "dog");
    }

    /// <summary>Nobody reviews an item twice: the one that came back is another reviewer's.</summary>
    private static async Task ReopenAndCancelAsync(WorkflowProject factory)
    {
        await factory.DecideAsync("Rosa", Verdict.Accepted);
        await using var db = factory.Database.CreateDbContext();
        var done = await db.Items.Where(item => item.State == ItemState.Done).OrderBy(item => item.Id).ToListAsync();
        await factory.Change.ReopenAsync(
            factory.Project, done[0].Id, null, WorkflowProject.Actor, CancellationToken.None);
        await factory.Change.CancelAsync(
            factory.Project, done[1].Id, WorkflowProject.Actor, "Broken.", CancellationToken.None);
    }

    private static async Task<List<string>> BucketsAsync(WorkflowProject factory)
    {
        await using var db = factory.Database.CreateDbContext();
        return await MetricsTrial.BucketsAsync(db, CancellationToken.None);
    }
}
