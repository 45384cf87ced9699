namespace ActiveLabel.Api.Simulation;

/// <summary>How many labels one strategy needs for what another reaches.</summary>
/// <param name="Seed">Null for the mean curves of all seeds.</param>
/// <param name="Accuracy">What the baseline reaches with all its labels.</param>
/// <param name="BaselineLabels">The fewest labels with which the baseline reaches it.</param>
/// <param name="Labels">The fewest labels with which the strategy reaches it; null when it does not.</param>
public sealed record LabelSavings(string Strategy, int? Seed, double Accuracy, int BaselineLabels, double? Labels)
{
    /// <summary>Below one the strategy needs fewer labels; null when it does not get there.</summary>
    public double? Ratio => Labels / BaselineLabels;

    /// <param name="baseline">One run of the baseline, by labels.</param>
    /// <param name="curve">The run of the strategy with the same seed, by labels.</param>
    /// <remarks>
    /// The accuracy to reach is the mean of the baseline's last two points: a single one is as noisy as the test set.
    /// Between two measured points of the strategy the labels are interpolated.
    /// </remarks>
    /// <returns>Null when the baseline has fewer than two points, or the strategy has none.</returns>
    public static LabelSavings? Of(IReadOnlyList<CurveRow> baseline, IReadOnlyList<CurveRow> curve)
    {
        ArgumentNullException.ThrowIfNull(baseline);
        ArgumentNullException.ThrowIfNull(curve);
        return baseline.Count < 2 || curve.Count == 0
            ? null
            : Of(curve[0].Strategy, curve[0].Seed, PointsOf(baseline), PointsOf(curve));
    }

    /// <summary>The same for mean accuracies over several runs of each, far less noisy than a single one.</summary>
    /// <param name="baselines">A run for each seed.</param>
    /// <param name="curves">A run for each seed.</param>
    public static LabelSavings? OfMean(
        IReadOnlyList<IReadOnlyList<CurveRow>> baselines, IReadOnlyList<IReadOnlyList<CurveRow>> curves)
    {
        ArgumentNullException.ThrowIfNull(baselines);
        ArgumentNullException.ThrowIfNull(curves);
        if (baselines.Count < 2 || curves.Count < 2 || baselines.Concat(curves).Any(run => run.Count < 2))
            return null;
        var (baseline, curve) = (MeanOf(baselines), MeanOf(curves));
        return baseline.Count < 2 || curve.Count == 0 ? null : Of(curves[0][0].Strategy, null, baseline, curve);
    }

    private static LabelSavings Of(string strategy, int? seed, List<Point> baseline, List<Point> curve)
    {
        var target = (baseline[^1].Accuracy + baseline[^2].Accuracy) / 2;
        return new(
            strategy,
            seed,
            target,
            (int)Math.Round(LabelsAt(baseline, target) ?? baseline[^1].Labels),
            LabelsAt(curve, target));
    }

    /// <summary>At the sizes of the first run, as far as all runs go.</summary>
    private static List<Point> MeanOf(IReadOnlyList<IReadOnlyList<CurveRow>> runs)
    {
        var (from, to) = (runs.Max(run => run[0].Labels), runs.Min(run => run[^1].Labels));
        var sizes = runs[0].Select(row => row.Labels).Where(labels => labels >= from && labels < to).Append(to);
        return [.. sizes.Select(labels => new Point(labels, runs.Average(run => AccuracyAt(run, labels))))];
    }

    private static double AccuracyAt(IReadOnlyList<CurveRow> run, int labels)
    {
        var next = Math.Max(1, run.TakeWhile(row => row.Labels < labels).Count());
        var (before, after) = (run[next - 1], run[next]);
        var share = (labels - before.Labels) / (double)(after.Labels - before.Labels);
        return before.Measurement.Accuracy + (share * (after.Measurement.Accuracy - before.Measurement.Accuracy));
    }

    private static List<Point> PointsOf(IReadOnlyList<CurveRow> rows)
        => [.. rows.Select(row => new Point(row.Labels, row.Measurement.Accuracy))];

    private static double? LabelsAt(List<Point> curve, double accuracy)
    {
        for (var point = 0; point < curve.Count; point++)
        {
            if (curve[point].Accuracy < accuracy)
                continue;
            if (point == 0)
                return curve[0].Labels;
            var (before, after) = (curve[point - 1], curve[point]);
            var share = (accuracy - before.Accuracy) / (after.Accuracy - before.Accuracy);
            return before.Labels + (share * (after.Labels - before.Labels));
        }
        return null;
    }

    private readonly record struct Point(int Labels, double Accuracy);
}
