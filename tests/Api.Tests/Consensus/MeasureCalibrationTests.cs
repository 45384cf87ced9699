using ActiveLabel.Api.Consensus;
using ActiveLabel.Api.Gold;
using ActiveLabel.Api.Tests.Misconduct;
using ActiveLabel.Api.Tests.Storage;
using ActiveLabel.Api.Tests.Workflows;
using ActiveLabel.Domain.Judgements;
using ActiveLabel.Domain.Workflows;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace ActiveLabel.Api.Tests.Consensus;

public sealed class MeasureCalibrationTests
{
    private const int Items = 20;

    public static TheoryData<Provider> Providers => TestDatabase.Providers;

    private static Workflow Reviewed { get; } = new("label",
    [
        new("label", StepKind.Label, [new("review")], 1, 1),
        new("review", StepKind.Review, [new("done")]),
        new("done", StepKind.Done, []),
    ]);

    [SkippableTheory, MemberData(nameof(Providers))]
    public async Task A_posterior_is_measured_without_what_decided_the_item(Provider provider)
    {
        await using var project = await QuarantineProject.CreateAsync(provider, Reviewed, Items);
        await project.JudgeAsync("Ada", _ => "cat");
        await project.ReviewAsync("Rita", "dog");

        var result = await MeasureAsync(project);

        Assert.Equal(new(0, Items, 0), result);
        await using var db = project.Database.CreateDbContext();
        var measured = await db.PosteriorCalibration.SingleAsync();
        // Of a newcomer's answer one is 0.8 sure, and it was wrong each time.
        Assert.Equal((TruthSource.Decisions, Items, 0.0), (measured.Source, measured.ItemCount, measured.Accuracy));
        Assert.Equal(0.8, measured.CalibrationError, 1e-9);
        Assert.Equal(-Math.Log(0.2), measured.LogLoss, 1e-9);
        Assert.True(measured.CalibrationErrorFloor < 0.2);
    }

    [SkippableTheory, MemberData(nameof(Providers))]
    public async Task Gold_measures_what_was_judged_before_it_was_gold(Provider provider)
    {
        await using var project = await QuarantineProject.CreateAsync(provider, Reviewed, Items);
        await project.JudgeAsync("Ada", item => item < 5 ? "cat" : null);
        Assert.IsType<AddGoldResult.Added>(await new AddGold(project.Database.Writing).ExecuteAsync(
            project.Workflow.Project,
            [.. Enumerable.Range(0, 5).Select(item => new KnownAnswers(
                $"item-{item}", [new("animal", new SingleChoiceValue("cat"))]))],
            WorkflowProject.Actor,
            "gold",
            CancellationToken.None));

        await MeasureAsync(project);

        await using var db = project.Database.CreateDbContext();
        var measured = await db.PosteriorCalibration.SingleAsync();
        Assert.Equal((TruthSource.Gold, 5, 1.0), (measured.Source, measured.ItemCount, measured.Accuracy));
        Assert.Equal(0.2, measured.CalibrationError, 1e-9);
    }

    private static Task<MeasureCalibrationResult> MeasureAsync(QuarantineProject project)
        => new MeasureCalibration(project.Database, project.Database.Writing, TimeProvider.System).ExecuteAsync(
            project.Workflow.Project, CancellationToken.None);
}
