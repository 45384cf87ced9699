using ActiveLabel.Domain.Sizing;

namespace ActiveLabel.Benchmarks;

/// <summary>What was foretold of a cut curve.</summary>
internal sealed class CutForecast(CurveCut cut, LearningCurveEstimate estimate)
{
    public CurveCut Cut { get; } = cut;

    public AccuracyForecast AtEnd { get; } = estimate.Predict(cut.End.Labels);

    public double Error => Math.Abs(AtEnd.Expected - Cut.End.Accuracy);

    public bool IsIn80 => AtEnd.Low80 <= Cut.End.Accuracy && Cut.End.Accuracy <= AtEnd.High80;

    public bool IsIn90 => AtEnd.Low90 <= Cut.End.Accuracy && Cut.End.Accuracy <= AtEnd.High90;

    /// <summary>By which factor the mixture's own interval would have held the end just so.</summary>
    public double Score(double tail)
    {
        var mixture = estimate.MixtureAt(Cut.End.Labels);
        var (median, truth) = (mixture.Quantile(0.5), Cut.End.Accuracy);
        var width = truth > median ? mixture.Quantile(1 - tail) - median : median - mixture.Quantile(tail);
        return Math.Abs(truth - median) / Math.Pow(Math.Max(1e-6, width), IntervalFactors.WidthPower);
    }

    /// <summary>
    /// The labels foretold for the accuracy truly reached with some times the labels seen, over the labels it truly
    /// took.
    /// </summary>
    /// <returns>Null where the curve was not measured there, or gains less than a point until there.</returns>
    public (double Ratio, bool IsIn80)? LabelsFor(int times)
    {
        var last = Cut.Seen[^1];
        var reached = Cut.Curve.Points
            .Where(point => Math.Abs((point.Labels / (double)last.Labels / times) - 1) < 0.015).LastOrDefault();
        if (reached.Labels == 0 || reached.Accuracy - last.Accuracy < 0.01 || reached.Accuracy is not (> 0 and < 1))
            return null;
        var found = estimate.LabelsFor(reached.Accuracy);
        var isIn = (found.Low80 ?? int.MaxValue) <= reached.Labels && reached.Labels <= (found.High80 ?? int.MaxValue);
        return ((found.Median ?? double.PositiveInfinity) / reached.Labels, isIn);
    }
}
