using ActiveLabel.Api.Agreement;
using ActiveLabel.Api.Tests.Misconduct;
using ActiveLabel.Api.Tests.Storage;
using ActiveLabel.Domain.Agreement;
using ActiveLabel.Domain.TruthInference;
using ActiveLabel.Domain.Workflows;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace ActiveLabel.Api.Tests.Agreement;

public sealed class MeasureAgreementTests
{
    private const int Items = 30;

    public static TheoryData<Provider> Providers => TestDatabase.Providers;

    private static Workflow Twice { get; } = new("label",
    [
        new("label", StepKind.Label, [new("done")], 2, 2),
        new("done", StepKind.Done, []),
    ]);

    [SkippableTheory, MemberData(nameof(Providers))]
    public async Task It_is_what_the_formula_says_for_all_items_and_for_each_slice_of_them(Provider provider)
    {
        await using var project = await QuarantineProject.CreateAsync(provider, Twice, Items);
        await project.JudgeAsync("Ada", Truth);
        await project.JudgeAsync("Ben", item => item % 5 == 0 ? "cat" : Truth(item));

        await MeasureAsync(project);
        var result = await MeasureAsync(project);

        Assert.Equal(2 * Items, result.Judgements);
        await using var db = project.Database.CreateDbContext();
        var measured = await db.AgreementMeasurements.ToListAsync();
        Assert.Equal(result.Measurements, measured.Count);
        var rows = Enumerable.Range(0, Items).SelectMany(item => new[]
        {
            (item, 0, LabelOf(Truth(item))), (item, 1, LabelOf(item % 5 == 0 ? "cat" : Truth(item))),
        });
        var expected = FleissKappa.Compute(
            JudgementSet.Build(Items, 2, 2, rows), new Random(1), CancellationToken.None);
        var kappa = Assert.Single(
            measured, row => row.Coefficient == AgreementCoefficient.FleissKappa && row.Attribute is null);
        Assert.Equal(expected.Value!.Value, kappa.Value!.Value, 1e-12);
        Assert.InRange(kappa.Value.Value, kappa.Low!.Value, kappa.High!.Value);
        // The arms are slices, and all of them together are all items.
        var arms = measured.Where(
            row => row.Coefficient == AgreementCoefficient.GwetAc1 && row.Attribute == "arm").ToList();
        Assert.Equal(Items, arms.Sum(row => row.ItemCount));
    }

    [SkippableTheory, MemberData(nameof(Providers))]
    public async Task Where_everybody_says_the_same_it_says_why_there_is_no_coefficient(Provider provider)
    {
        await using var project = await QuarantineProject.CreateAsync(provider, Twice, items: 6);
        await project.JudgeAsync("Ada", _ => "cat");
        await project.JudgeAsync("Ben", _ => "cat");

        await MeasureAsync(project);

        await using var db = project.Database.CreateDbContext();
        var alpha = await db.AgreementMeasurements.FirstAsync(
            row => row.Coefficient == AgreementCoefficient.AlphaNominal && row.Attribute == null);
        Assert.Null(alpha.Value);
        Assert.Contains("All 12 judgements of 6 items", alpha.Estimate.Explanation, StringComparison.Ordinal);
    }

    private static Task<MeasureAgreementResult> MeasureAsync(QuarantineProject project)
        => new MeasureAgreement(project.Database, project.Database.Writing, TimeProvider.System).ExecuteAsync(
            project.Workflow.Project, CancellationToken.None);

    private static string Truth(int item) => item % 2 == 0 ? "cat" : "dog";

    private static int LabelOf(string choice) => choice == "cat" ? 0 : 1;
}
