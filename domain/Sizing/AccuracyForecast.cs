namespace ActiveLabel.Domain.Sizing;

/// <summary>What will be measured on the control arm of a model trained on so many labels; all 0 to 1.</summary>
/// <param name="Expected">Never falls with more labels.</param>
/// <param name="Low80">Lower end of the interval that holds the measurement in 80 of 100 cases.</param>
/// <param name="High80">Upper end of it.</param>
/// <param name="Low90">Lower end of the interval that holds it in 90 of 100 cases.</param>
/// <param name="High90">Upper end of it.</param>
public readonly record struct AccuracyForecast(
    double Expected, double Low80, double High80, double Low90, double High90)
{
    private const double Normal90 = 1.2816;
    private const double Normal95 = 1.6449;

    /// <param name="ratio">Labels over the largest size seen, at least 1.</param>
    /// <param name="standardError">
    /// Of the measurement: no interval is narrower than its error alone. The factors come from curves that were
    /// measured well, and say nothing about a small control arm.
    /// </param>
    internal static AccuracyForecast Of(PredictiveMixture mixture, double ratio, double standardError)
    {
        var (expected, median) = (mixture.Centre(), mixture.Quantile(0.5));
        var (low80, high80) = Interval(
            mixture, median, 0.1, IntervalFactors.Factor80(ratio), Normal90 * standardError);
        var (low90, high90) = Interval(
            mixture, median, 0.05, IntervalFactors.Factor90(ratio), Normal95 * standardError);
        (low80, high80) = (Math.Min(low80, expected), Math.Max(high80, expected));
        return new(expected, low80, high80, Math.Min(low80, low90), Math.Max(high80, high90));
    }

    private static (double Low, double High) Interval(
        PredictiveMixture mixture, double median, double tail, double factor, double halfMin)
    {
        var below = Math.Max(halfMin, IntervalFactors.Widen(median - mixture.Quantile(tail), factor));
        var above = Math.Max(halfMin, IntervalFactors.Widen(mixture.Quantile(1 - tail) - median, factor));
        return (Math.Max(0, median - below), Math.Min(1, median + above));
    }
}
