namespace ActiveLabel.Api.Simulation;

/// <summary>How many labels one strategy needs for what another reaches.</summary>
/// <param name="Accuracy">What the baseline reaches with all its labels.</param>
/// <param name="BaselineLabels">The fewest labels with which the baseline reaches it.</param>
/// <param name="Labels">The fewest labels with which the strategy reaches it; null when it does not.</param>
public sealed record LabelSavings(string Strategy, int Seed, double Accuracy, int BaselineLabels, double? Labels)
{
    /// <summary>Below one the strategy needs fewer labels; null when it does not get there.</summary>
    public double? Ratio => Labels / BaselineLabels;

    /// <param name="baseline">One run of the baseline, by labels.</param>
    /// <param name="curve">The run of the strategy with the same seed, by labels.</param>
    /// <remarks>
    /// The accuracy to reach is the mean of the baseline's last two points: a single one is as noisy as the test set.
    /// Between two measured points of the strategy the labels are interpolated.
    /// </remarks>
    public static LabelSavings? Of(IReadOnlyList<CurveRow> baseline, IReadOnlyList<CurveRow> curve)
    {
        ArgumentNullException.ThrowIfNull(baseline);
        ArgumentNullException.ThrowIfNull(curve);
        if (baseline.Count < 2 || curve.Count == 0)
            return null;
        var target = (baseline[^1].Measurement.Accuracy + baseline[^2].Measurement.Accuracy) / 2;
        return new(
            curve[0].Strategy,
            curve[0].Seed,
            target,
            (int)Math.Round(LabelsAt(baseline, target) ?? baseline[^1].Labels),
            LabelsAt(curve, target));
    }

    private static double? LabelsAt(IReadOnlyList<CurveRow> curve, double accuracy)
    {
        for (var point = 0; point < curve.Count; point++)
        {
            if (curve[point].Measurement.Accuracy < accuracy)
                continue;
            if (point == 0)
                return curve[0].Labels;
            var (before, after) = (curve[point - 1], curve[point]);
            var share = (accuracy - before.Measurement.Accuracy)
                / (after.Measurement.Accuracy - before.Measurement.Accuracy);
            return before.Labels + (share * (after.Labels - before.Labels));
        }
        return null;
    }
}
