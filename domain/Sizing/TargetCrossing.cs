namespace ActiveLabel.Domain.Sizing;

/// <summary>Where a curve crosses a target: a distribution over sizes.</summary>
/// <remarks>
/// P(the target is reached by n labels) is P(accuracy at n ≥ target), made non-decreasing; it is taken on sizes
/// a tenth apart and interpolated over the logarithm of the size. What is missing at the horizon is the probability
/// that the target is not reached at all.
/// </remarks>
internal sealed class TargetCrossing
{
    private const double StepRatio = 1.1;

    private readonly double _target;
    private readonly List<(double Size, double Probability)> _reached = [];

    public TargetCrossing(
        Func<double, PredictiveMixture> predict, int labelsMin, int horizon, double target)
    {
        _target = target;
        var highest = 0.0;
        for (double size = labelsMin; ; size = Math.Min(horizon, size * StepRatio))
        {
            highest = Math.Max(highest, predict(size).ProbabilityAtLeast(target));
            _reached.Add((size, highest));
            if (size >= horizon || highest > 0.999)
                return;
        }
    }

    /// <summary>P(the target is reached within the horizon).</summary>
    private double Reachable => _reached[^1].Probability;

    public LabelsForTarget Labels()
    {
        if (Reachable < LabelsForTarget.ReachableMin)
            return new(
                LabelsForTargetStatus.Unreachable, null, SizeAt(0.1), null, new(null, null, null), Reachable,
                $"With {_reached[^1].Size:0} labels, as far as anything can be said, {_target:0.000} is reached with a "
                    + $"probability of {Reachable:0.00}.");
        var median = SizeAt(Reachable / 2);
        var quantiles = new LabelQuantiles(SizeAt(0.5), SizeAt(0.8), SizeAt(0.9));
        return new(
            LabelsForTargetStatus.Ok, median, SizeAt(0.1), quantiles.With90, quantiles, Reachable,
            quantiles.With90 is { } high
                ? $"About {median} labels; with 80 % certainty between {SizeAt(0.1)} and {high}."
                : $"About {median} labels if it is reached, which has a probability of {Reachable:0.00}.");
    }

    /// <returns>The size by which the target is reached with that probability; null when that never happens.</returns>
    private int? SizeAt(double probability)
    {
        if (_reached[0].Probability >= probability)
            return (int)_reached[0].Size;
        for (var right = 1; right < _reached.Count; right++)
        {
            var (above, before) = (_reached[right], _reached[right - 1]);
            if (above.Probability < probability)
                continue;
            var share = (probability - before.Probability) / (above.Probability - before.Probability);
            return (int)Math.Ceiling(before.Size * Math.Pow(above.Size / before.Size, share));
        }
        return null;
    }
}
