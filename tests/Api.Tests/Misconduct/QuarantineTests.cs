using ActiveLabel.Api.Judgements;
using ActiveLabel.Api.Tasks;
using ActiveLabel.Api.Tests.Storage;
using ActiveLabel.Domain.Workflows;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace ActiveLabel.Api.Tests.Misconduct;

public sealed class QuarantineTests
{
    private const int Items = 24;
    private static readonly Step Done = new("done", StepKind.Done, []);

    public static TheoryData<Provider> Providers => TestDatabase.Providers;

    /// <summary>Two opinions, a third where they differ, and a review of what is still in doubt.</summary>
    private static Workflow Reviewed { get; } = new("label",
    [
        new("label", StepKind.Label, [new("done", new PosteriorAtLeast(0.85)), new("review")], 2, 3),
        new("review", StepKind.Review, [new("done")]),
        Done,
    ]);

    [SkippableTheory, MemberData(nameof(Providers))]
    public async Task What_is_derived_is_as_if_the_worker_had_never_judged(Provider provider)
    {
        await using var project = await QuarantineProject.CreateAsync(provider, Reviewed, Items);
        await using var twin = await QuarantineProject.CreateAsync(provider, Reviewed, Items);
        await PlayAsync(project, withBad: true);
        await PlayAsync(twin, withBad: false);
        await twin.EstimateAsync();

        var result = await project.QuarantineAsync("Bad");

        Assert.Equal((Items, Items), (result.Judgements, result.Items));
        Assert.Equal(await twin.StateAsync(), await project.StateAsync());
        await project.Workflow.AssertTotalsAsync();
    }

    [SkippableTheory, MemberData(nameof(Providers))]
    public async Task Lifted_it_leaves_everything_as_it_was(Provider provider)
    {
        await using var project = await QuarantineProject.CreateAsync(provider, Reviewed, Items);
        await PlayAsync(project, withBad: true);
        await project.ReviewAsync("Rita", "cat");
        await project.EstimateAsync();
        var before = await project.StateAsync();

        await project.QuarantineAsync("Bad");
        var after = await project.StateAsync();
        await project.UnquarantineAsync("Bad");

        Assert.NotEqual(before, after);
        Assert.Equal(before, await project.StateAsync());
        await project.Workflow.AssertTotalsAsync();
    }

    [SkippableTheory, MemberData(nameof(Providers))]
    public async Task What_is_derived_again_from_all_the_facts_is_what_there_is(Provider provider)
    {
        await using var project = await QuarantineProject.CreateAsync(provider, Reviewed, Items);
        await PlayAsync(project, withBad: true);
        await project.ReviewAsync("Rita", "cat");
        await project.JudgeAsync("Dan", item => item % 3 == 0 ? "cat" : null);
        var live = await project.StateAsync();

        await project.RebuildAsync();

        Assert.Equal(live, await project.StateAsync());
        await project.Workflow.AssertTotalsAsync();
    }

    [SkippableTheory, MemberData(nameof(Providers))]
    public async Task Work_goes_on_where_the_facts_that_count_have_left_it(Provider provider)
    {
        await using var project = await QuarantineProject.CreateAsync(provider, Reviewed, Items);
        await using var twin = await QuarantineProject.CreateAsync(provider, Reviewed, Items);
        await PlayAsync(project, withBad: true);
        await PlayAsync(twin, withBad: false);
        await project.QuarantineAsync("Bad");
        await twin.EstimateAsync();

        foreach (var each in new[] { project, twin })
        {
            await each.JudgeAsync("Dan", Truth);
            await each.JudgeAsync("Eve", item => item % 7 == 0 ? "dog" : Truth(item));
            await each.ReviewAsync("Rita", "dog");
            await each.EstimateAsync();
        }

        Assert.Equal(await twin.StateAsync(), await project.StateAsync());
        await project.Workflow.AssertTotalsAsync();
    }

    [SkippableTheory, MemberData(nameof(Providers))]
    public async Task A_worker_in_quarantine_gets_nothing_and_hands_in_nothing(Provider provider)
    {
        await using var project = await QuarantineProject.CreateAsync(provider, Reviewed, items: 4);
        var bad = await project.Workflow.WorkerAsync("Bad");
        var held = await project.Database.ClaimOneAsync(project.Workflow.Project, bad);

        await project.QuarantineAsync("Bad");
        var late = await project.Database.SubmitAsync(project.Workflow.Project, bad, held);
        var claimed = await project.Database.Claim.ExecuteAsync(
            project.Workflow.Project, bad, 1, CancellationToken.None);

        Assert.IsType<SubmitResult.LeaseLost>(late);
        Assert.Equal(NoTaskRule.Quarantined, claimed.WhyNoTask);
        await using var db = project.Database.CreateDbContext();
        Assert.Empty(await db.Judgements.ToListAsync());
        await project.Workflow.AssertTotalsAsync();
    }

    // Bad agrees with Ada on a quarter of the items, and so lets them pass; on the others he is contradicted.
    private static async Task PlayAsync(QuarantineProject project, bool withBad)
    {
        await project.JudgeAsync("Ada", Truth);
        if (withBad)
            await project.JudgeAsync("Bad", item => item % 4 == 0 ? Truth(item) : Other(item));
        await project.JudgeAsync(
            "Ben", item => item % 4 == 0 ? null : item % 5 == 0 ? Other(item) : Truth(item));
    }

    private static string Truth(int item) => item % 2 == 0 ? "cat" : "dog";

    private static string Other(int item) => item % 2 == 0 ? "dog" : "cat";
}
