namespace ActiveLabel.Domain.Sizing;

/// <summary>A learning curve that was measured up to some size, and what it may do beyond.</summary>
public sealed class LearningCurveEstimate
{
    /// <summary>Nothing is said beyond this many times the largest size seen.</summary>
    public const int HorizonRatio = 100;

    private const double StepRatio = 1.05;

    private readonly WeightedCurve[] _curves;
    private readonly double _noiseVariance;

    internal LearningCurveEstimate(WeightedCurve[] curves, int labelsMin, int labelsMax, double noiseVariance)
        => (_curves, LabelsMin, LabelsMax, _noiseVariance) = (curves, labelsMin, labelsMax, noiseVariance);

    /// <summary>The smallest size seen.</summary>
    public int LabelsMin { get; }

    /// <summary>The largest size seen.</summary>
    public int LabelsMax { get; }

    /// <summary>What will be measured on the control arm of a model trained on so many labels.</summary>
    /// <returns>The expected accuracy and a 90 % interval of it, all 0 to 1.</returns>
    public (double Mean, double Low90, double High90) Predict(int labels)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(labels, 1);
        var (mean, deviation) = Moments(labels);
        var half = deviation * IntervalFactors.HalfWidth90(RatioOf(labels));
        return (mean, Math.Max(0, mean - half), Math.Min(1, mean + half));
    }

    /// <param name="target">The accuracy to reach on the control arm, between 0 and 1.</param>
    /// <remarks>
    /// The curve reaches the target at n labels exactly when its accuracy there is the target; so the n whose interval
    /// holds the target are an interval that holds the true n as often. On public curves that still gained a point or
    /// more it held 78 to 82 % of the time, mostly with an open upper end: a curve may always level off.
    /// </remarks>
    public LabelsForTarget LabelsFor(double target)
    {
        if (target is not (> 0 and < 1))
            throw new ArgumentOutOfRangeException(nameof(target), target, "A target lies between 0 and 1.");
        var low = FirstWhere(labels => UpperAt(labels) >= target);
        var median = FirstWhere(labels => Moments(labels).Mean >= target);
        var high = FirstWhere(labels => LowerAt(labels) >= target);
        return median is null
            ? new(LabelsForTargetStatus.Unreachable, null, low, null, WhyUnreachable(target))
            : new(
                LabelsForTargetStatus.Ok,
                median,
                low,
                high,
                high is null
                    ? $"About {median} labels; it cannot be excluded that the target is never reached."
                    : $"About {median} labels; with 80 % certainty between {low} and {high}.");
    }

    private string WhyUnreachable(double target)
        => $"The expected curve has {Moments(Horizon).Mean:0.000} at {Horizon} labels, "
            + $"{HorizonRatio} times what was measured, and does not reach {target:0.000}.";

    private int Horizon => (int)Math.Min(int.MaxValue / 2, (long)LabelsMax * HorizonRatio);

    private double UpperAt(int labels) => BoundAt(labels, 1);

    private double LowerAt(int labels) => BoundAt(labels, -1);

    private double BoundAt(int labels, int sign)
    {
        var (mean, deviation) = Moments(labels);
        return Math.Clamp(mean + (sign * deviation * IntervalFactors.HalfWidthOfTarget(RatioOf(labels))), 0, 1);
    }

    private (double Mean, double Deviation) Moments(int labels)
    {
        var (mean, square) = (0.0, 0.0);
        foreach (var curve in _curves)
        {
            var accuracy = curve.AccuracyAt(labels);
            mean += curve.Weight * accuracy;
            square += curve.Weight * accuracy * accuracy;
        }
        return (mean, Math.Sqrt(Math.Max(0, square - (mean * mean)) + _noiseVariance));
    }

    private double RatioOf(int labels) => Math.Max(1, labels / (double)LabelsMax);

    /// <summary>The first size up to the horizon, on steps of 5 % and then to the label.</summary>
    private int? FirstWhere(Func<int, bool> reached)
    {
        var below = 0;
        for (double size = 1; ; size = Math.Max(size + 1, size * StepRatio))
        {
            var above = (int)Math.Min(size, Horizon);
            if (!reached(above))
            {
                if (above == Horizon)
                    return null;
                below = above;
                continue;
            }
            while (above - below > 1)
            {
                var middle = below + ((above - below) / 2);
                (below, above) = reached(middle) ? (below, middle) : (middle, above);
            }
            return above;
        }
    }
}
