namespace ActiveLabel.Domain.Calibration;

/// <summary>How far confidence is from accuracy: Σ n[b] / n · |accuracy[b] - confidence[b]| over bins b.</summary>
/// <remarks>
/// Guo et al., ICML 2017: bins of equal width ](b - 1) / B, b / B]. With few items chance alone gives several percent.
/// </remarks>
public static class ExpectedCalibrationError
{
    /// <param name="confidences">n: the probability of the top label, 0 to 1.</param>
    /// <param name="correct">n: whether the top label was right.</param>
    /// <returns>0 (calibrated) to 1; null when there is nothing to measure.</returns>
    /// <exception cref="ArgumentException">The lengths differ, or a confidence is no probability.</exception>
    public static double? Compute(ReadOnlySpan<double> confidences, ReadOnlySpan<bool> correct, int bins = 15)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(bins);
        if (confidences.Length != correct.Length)
            throw new ArgumentException($"{confidences.Length} confidences for {correct.Length} answers.");
        if (confidences.IsEmpty)
            return null;
        var gaps = new double[bins];
        for (var index = 0; index < confidences.Length; index++)
        {
            if (confidences[index] is not (>= 0 and <= 1))
                throw new ArgumentException($"Confidence {confidences[index]} is no probability.");
            var bin = Math.Clamp((int)Math.Ceiling(confidences[index] * bins) - 1, 0, bins - 1);
            gaps[bin] += (correct[index] ? 1 : 0) - confidences[index];
        }
        return gaps.Sum(Math.Abs) / confidences.Length;
    }
}
