using ActiveLabel.Domain.Agreement;
using ActiveLabel.Domain.TruthInference;
using ActiveLabel.Tests.Support;
using Xunit;

namespace ActiveLabel.Domain.Tests.Agreement;

/// <summary>The coefficients against examples that were published with their results.</summary>
public sealed class AgreementTests
{
    // Krippendorff, 2011, section C; Gwet's package irrCAC has it as cac.raw4raters. 0: not judged.
    private static readonly int[][] FourObservers =
    [
        [1, 2, 3, 3, 2, 1, 4, 1, 2, 0, 0, 0],
        [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, 0, 3],
        [0, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, 0],
        [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, 0],
    ];

    // Fourteen judgements of each of ten items, by label: the worked example of Fleiss' kappa.
    private static readonly int[][] FourteenRaters =
    [
        [0, 0, 0, 0, 14], [0, 2, 6, 4, 2], [0, 0, 3, 5, 6], [0, 3, 9, 2, 0], [2, 2, 8, 1, 1],
        [7, 7, 0, 0, 0], [3, 2, 6, 3, 0], [2, 5, 3, 2, 2], [6, 5, 2, 1, 0], [0, 2, 2, 3, 7],
    ];

    [Theory]
    [InlineData(MeasurementLevel.Nominal, 0.743)]
    [InlineData(MeasurementLevel.Ordinal, 0.815)]
    [InlineData(MeasurementLevel.Interval, 0.849)]
    public void Alpha_is_what_Krippendorff_published(MeasurementLevel level, double expected)
    {
        var alpha = KrippendorffAlpha.Compute(Observed(FourObservers, 5), level, new(1), CancellationToken.None);

        Assert.Equal(expected, alpha.Value!.Value, tolerance: 0.0005);
        Assert.InRange(alpha.Low!.Value, 0, expected);
        Assert.InRange(alpha.High!.Value, expected, 1);
        Assert.Equal((11, 40), (alpha.ItemCount, alpha.JudgementCount));
    }

    [Fact]
    public void Kappa_is_what_the_example_of_Fleiss_gives()
        => Assert.Equal(
            0.210, FleissKappa.Compute(Voted(FourteenRaters), new(1), CancellationToken.None).Value!.Value, 0.0005);

    [Fact]
    public void With_missing_judgements_kappa_and_ac1_are_what_Gwet_published()
    {
        var set = Observed(FourObservers, 5);

        Assert.Equal(0.76117, FleissKappa.Compute(set, new(1), CancellationToken.None).Value!.Value, 5e-6);
        Assert.Equal(0.77544, GwetAc1.Compute(set, new(1), CancellationToken.None).Value!.Value, 5e-6);
    }

    [Fact]
    public void Ac1_holds_where_one_label_is_nearly_everything_and_kappa_does_not()
    {
        // Gwet, 2008: of 125 items both raters say + on 118, only the first on 5, only the second on 2.
        int[][] votes = [.. Enumerable.Repeat<int[]>([2, 0], 118), .. Enumerable.Repeat<int[]>([1, 1], 7)];

        Assert.Equal(0.9408, GwetAc1.Compute(Voted(votes), new(1), CancellationToken.None).Value!.Value, 0.0001);
        Assert.InRange(FleissKappa.Compute(Voted(votes), new(1), CancellationToken.None).Value!.Value, -0.04, 0);
    }

    [Fact]
    public void The_distance_of_two_values_counts_at_the_interval_level()
    {
        var set = Observed([[1, 2, 3, 1], [1, 2, 3, 3]], 3);

        var alpha = KrippendorffAlpha.Compute(
            set, MeasurementLevel.Interval, new(1), CancellationToken.None, [0, 1, 10]);

        // o: 1-1 2, 2-2 2, 3-3 2, 1-3 and 3-1 one each; n = 3, 2, 3. Written out for the values 0, 1, 10:
        var expected = 2 * ((3 * 2 * 1) + (3 * 3 * 100) + (2 * 3 * 81));
        Assert.Equal(1 - (7 * 200.0 / expected), alpha.Value!.Value, 1e-12);
    }

    [Fact]
    public void What_cannot_be_compared_has_no_value_and_an_explanation()
    {
        var alone = Observed([[1, 2, 0], [0, 0, 1]], 2);

        foreach (var estimate in new[]
        {
            KrippendorffAlpha.Compute(alone, MeasurementLevel.Nominal, new(1), CancellationToken.None),
            FleissKappa.Compute(alone, new(1), CancellationToken.None),
            GwetAc1.Compute(alone, new(1), CancellationToken.None),
        })
        {
            Assert.Null(estimate.Value);
            Assert.Equal(AgreementUndefined.NothingToCompare, estimate.Undefined);
            Assert.Contains("No item has two judgements", estimate.Explanation, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Where_all_say_the_same_alpha_and_kappa_say_why_they_have_no_value_and_ac1_is_one()
    {
        var same = Observed([[1, 1, 1], [1, 1, 1]], 2);

        var alpha = KrippendorffAlpha.Compute(same, MeasurementLevel.Ordinal, new(1), CancellationToken.None);
        var kappa = FleissKappa.Compute(same, new(1), CancellationToken.None);

        Assert.Equal(AgreementUndefined.NoVariation, alpha.Undefined);
        Assert.Equal(AgreementUndefined.NoVariation, kappa.Undefined);
        Assert.Contains("All 6 judgements of 3 items are the same label", alpha.Explanation, StringComparison.Ordinal);
        Assert.Equal(1, GwetAc1.Compute(same, new(1), CancellationToken.None).Value);
    }

    [Fact]
    public void Workers_who_guess_agree_by_chance_and_good_ones_beyond_it()
    {
        double[] guess = [0.5, 0.5, 0.5, 0.5];
        double[] good = [0.95, 0.05, 0.1, 0.9];

        AgreementEstimate Of(double[] confusion)
        {
            double[] all = [.. Enumerable.Repeat(confusion, 5).SelectMany(table => table)];
            var crowd = SimulatedCrowd.Judge(new(3), [0.6, 0.4], all, itemCount: 800, workerCount: 5, 3);
            return KrippendorffAlpha.Compute(
                crowd.Judgements, MeasurementLevel.Nominal, new(4), CancellationToken.None, resamples: 200);
        }

        Assert.InRange(0, Of(guess).Low!.Value, Of(guess).High!.Value);
        Assert.True(Of(good).Low > 0.6);
    }

    [Fact]
    public void About_nineteen_of_twenty_intervals_hold_what_the_crowd_was_made_with()
    {
        // Two workers, right with 0.9 on even labels, agree on 0.82 of the items and by chance on half: α is 0.64.
        double[] confusion = [.. Enumerable.Repeat(new[] { 0.9, 0.1, 0.1, 0.9 }, 2).SelectMany(table => table)];
        var held = Enumerable.Range(1, 100).Count(seed =>
        {
            var crowd = SimulatedCrowd.Judge(new(seed), [0.5, 0.5], confusion, itemCount: 150, workerCount: 2, 2);
            var alpha = KrippendorffAlpha.Compute(
                crowd.Judgements, MeasurementLevel.Nominal, new(seed), CancellationToken.None, resamples: 200);
            return alpha.Low <= 0.64 && 0.64 <= alpha.High;
        });

        Assert.InRange(held, 88, 100);
    }

    [Fact]
    public void A_value_for_each_label_is_needed()
        => Assert.Throws<ArgumentException>(() => KrippendorffAlpha.Compute(
            Observed(FourObservers, 5), MeasurementLevel.Interval, new(1), CancellationToken.None, [1, 2]));

    /// <param name="byWorker">Of each worker, the labels of the items from 1; 0 where he did not judge.</param>
    private static JudgementSet Observed(int[][] byWorker, int labels)
        => JudgementSet.Build(
            byWorker[0].Length,
            byWorker.Length,
            labels,
            byWorker.Index().SelectMany(worker => worker.Item.Index()
                .Where(item => item.Item > 0).Select(item => (item.Index, worker.Index, item.Item - 1))));

    /// <param name="byItem">Of each item, how often each label was given.</param>
    private static JudgementSet Voted(int[][] byItem)
        => JudgementSet.Build(
            byItem.Length,
            byItem[0].Sum(),
            byItem[0].Length,
            byItem.Index().SelectMany(item => item.Item.Index()
                .SelectMany(label => Enumerable.Repeat(label.Index, label.Item))
                .Select((label, worker) => (item.Index, worker, label))));
}
