using ActiveLabel.Api.Metrics;
using ActiveLabel.Api.Tests.Storage;
using ActiveLabel.Api.Tests.Workflows;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace ActiveLabel.Api.Tests.Metrics;

public sealed class StepMetricsTests
{
    public static TheoryData<Provider> Providers => TestDatabase.Providers;

    [SkippableTheory, MemberData(nameof(Providers))]
    public async Task Each_step_knows_what_waits_in_it_and_how_fast_it_is_judged(Provider provider)
    {
        await using var project = await WorkflowProject.CreateAsync(
            provider, WorkflowEngineTests.Reviewed, items: 5);
        var first = await SnapshotAsync(project);
        var before = await StepsAsync(project);
        // Two of five go on to the review, of which one is at it; of the three that are left, one is being labeled.
        await project.JudgeAsync("Ada");
        await project.JudgeAsync("Ada");
        await project.ClaimAsync("Ada");
        await project.ClaimAsync("Rita");

        var second = await SnapshotAsync(project);

        var steps = await StepsAsync(project);
        var hours = (second.At - first.At).TotalHours;
        Assert.Null(before["label"].JudgementsPerHour);
        Assert.Equal((5, 5, 0), Numbers(before["label"]));
        Assert.Equal(
            (5L, 2L),
            (steps["label"].SlotsWanted + steps["review"].SlotsWanted,
                steps["label"].SlotsLeased + steps["review"].SlotsLeased));
        Assert.Equal((3, 3), (steps["label"].Items, steps["label"].SlotsWanted));
        Assert.Equal((2, 2), (steps["review"].Items, steps["review"].SlotsWanted));
        // Stored to the microsecond.
        Assert.Equal(2, steps["label"].JudgementsPerHour!.Value * hours, 1e-3);
        Assert.Equal(0, steps["review"].JudgementsPerHour);
    }

    private static (long Items, long Wanted, long Leased) Numbers(Api.Workflows.StepTotals step)
        => (step.Items, step.SlotsWanted, step.SlotsLeased);

    private static Task<MetricSnapshot> SnapshotAsync(WorkflowProject project)
        => new SnapshotMetrics(project.Database.Writing, TimeProvider.System)
            .ExecuteAsync(project.Project, CancellationToken.None);

    private static async Task<Dictionary<string, Api.Workflows.StepTotals>> StepsAsync(WorkflowProject project)
    {
        await using var db = project.Database.CreateDbContext();
        return await db.StepTotals.AsNoTracking().ToDictionaryAsync(step => step.StepKey);
    }
}
