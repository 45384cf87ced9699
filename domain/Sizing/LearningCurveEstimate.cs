using ActiveLabel.Domain.Numerics;

namespace ActiveLabel.Domain.Sizing;

/// <summary>A learning curve that was measured up to some size, and what it may do beyond.</summary>
public sealed class LearningCurveEstimate
{
    /// <summary>Nothing is said beyond this many times the largest size seen.</summary>
    public const int HorizonRatio = 100;

    /// <summary>A 90 % interval wider than this says nothing.</summary>
    public const double WidthMax = 0.5;

    private readonly SeenCurve _curve;
    private readonly Candidate[] _candidates;
    private readonly double[] _weights;

    internal LearningCurveEstimate(SeenCurve curve, CurvePrior prior, double[][] logPriors)
    {
        _curve = curve;
        _candidates = CandidatesOf(new CurvePosterior(curve, prior, logPriors));
        _weights = Array.ConvertAll(_candidates, candidate => candidate.Weight);
    }

    /// <summary>The smallest size seen.</summary>
    public int LabelsMin => (int)_curve.Sizes[0];

    /// <summary>The largest size seen.</summary>
    public int LabelsMax => (int)_curve.Last;

    /// <summary>The largest size that anything is said about.</summary>
    public int Horizon => (int)Math.Min(int.MaxValue / 2, (long)LabelsMax * HorizonRatio);

    /// <summary>What will be measured on the control arm of a model trained on so many labels.</summary>
    public AccuracyForecast Predict(int labels)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(labels, 1);
        return AccuracyForecast.Of(
            MixtureAt(labels), Math.Max(1, labels / _curve.Last), _curve.StandardErrors[^1]);
    }

    /// <summary>Accuracy that more labels are expected to add to so many.</summary>
    public double GainOf(int labels, int more)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(labels, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(more, 0);
        return MixtureAt((double)labels + more).Centre() - MixtureAt(labels).Centre();
    }

    /// <param name="target">The accuracy to reach on the control arm, between 0 and 1.</param>
    public LabelsForTarget LabelsFor(double target)
    {
        if (target is not (> 0 and < 1))
            throw new ArgumentOutOfRangeException(nameof(target), target, "A target lies between 0 and 1.");
        return new TargetCrossing(MixtureAt, LabelsMin, Horizon, target).Labels();
    }

    /// <summary>
    /// What is missing before the curve says something about twice the labels seen; null when it does.
    /// </summary>
    /// <param name="controlItems">Items that the largest size was measured on, where that is known.</param>
    public SizingGap? Gap(int? controlItems = null)
    {
        var forecast = Predict((int)Math.Min(Horizon, 2L * LabelsMax));
        var width = forecast.High90 - forecast.Low90;
        if (width <= WidthMax)
            return null;
        var noise = 2 * NormalDistribution.Quantile(0.95) * _curve.StandardErrors[^1];
        return controlItems is { } items && noise > WidthMax / 2
            ? new(SizingGapKind.ControlItems, items, Math.Ceiling(items * Math.Pow(noise / (WidthMax / 2), 2)))
            : new(SizingGapKind.IntervalWidth, width, WidthMax);
    }

    /// <summary>Whether more labels are worth it.</summary>
    public StopAdvice AdviceFor(int labels, double target)
    {
        if (MixtureAt(labels).ProbabilityAtLeast(target) >= StopAdviceLimits.ReachedMin)
            return StopAdvice.StopReached;
        if (LabelsFor(target).Status is LabelsForTargetStatus.Unreachable)
            return StopAdvice.StopUnreachable;
        var doubled = Predict((int)Math.Min(int.MaxValue, 2L * labels));
        return doubled.High80 < target && GainOf(labels, labels) < StopAdviceLimits.GainMin
            ? StopAdvice.StopFlat
            : StopAdvice.Continue;
    }

    internal PredictiveMixture MixtureAt(double labels)
    {
        var accuracies = new double[_candidates.Length];
        var deviations = new double[_candidates.Length];
        var variances = Array.ConvertAll(
            CurveFamily.Noises, noise => _curve.ForecastVariance(noise, labels));
        var (shape, g) = (-1, 0.0);
        for (var index = 0; index < _candidates.Length; index++)
        {
            var candidate = _candidates[index];
            if (candidate.Shape != shape)
                (shape, g) = (candidate.Shape, CurveFamily.Shapes[candidate.Shape].At(labels, _curve.Last));
            var h = candidate.FloorShare + ((1 - candidate.FloorShare) * g);
            accuracies[index] = 1 - Math.Clamp(candidate.Height * h, 0, 1);
            deviations[index] = Math.Sqrt((h * h * candidate.HeightVariance) + variances[candidate.Noise]);
        }
        return new(_weights, accuracies, deviations);
    }

    /// <summary>The candidates that weigh something, in the order of their shapes.</summary>
    private static Candidate[] CandidatesOf(CurvePosterior posterior)
    {
        const double weightMin = 1e-5;
        var kept = new List<Candidate>();
        for (var index = 0; index < posterior.Weights.Length; index++)
            if (posterior.Weights[index] >= weightMin)
                kept.Add(new(
                    index / (posterior.Noises * posterior.Floors),
                    index / posterior.Floors % posterior.Noises,
                    CurveFamily.FloorShares[index % posterior.Floors],
                    posterior.Heights[index],
                    posterior.HeightVariances[index],
                    posterior.Weights[index]));
        var sum = kept.Sum(candidate => candidate.Weight);
        return [.. kept.Select(candidate => candidate with { Weight = candidate.Weight / sum })];
    }

    private readonly record struct Candidate(
        int Shape, int Noise, double FloorShare, double Height, double HeightVariance, double Weight);
}
