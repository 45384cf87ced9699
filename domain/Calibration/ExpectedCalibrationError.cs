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
            gaps[BinOf(confidences[index], bins)] += (correct[index] ? 1 : 0) - confidences[index];
        }
        return gaps.Sum(Math.Abs) / confidences.Length;
    }

    /// <summary>
    /// The error that chance alone gives: the mean over a parametric bootstrap in which every answer is right with the
    /// probability that was said.
    /// </summary>
    /// <remarks>
    /// Beside it an error means something: 0.03 on 200 items may be nothing but chance. The draws follow from the
    /// number of items, so that the same measurement has the same floor.
    /// </remarks>
    /// <returns>0 to 1; null when there is nothing to measure.</returns>
    public static double? Floor(ReadOnlySpan<double> confidences, int bins = 15, int draws = 200)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(bins);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(draws);
        if (confidences.IsEmpty)
            return null;
        var (sum, gaps, random) = (0.0, new double[bins], new Random(confidences.Length));
        for (var draw = 0; draw < draws; draw++)
        {
            Array.Clear(gaps);
            foreach (var confidence in confidences)
                gaps[BinOf(confidence, bins)] += (random.NextDouble() < confidence ? 1 : 0) - confidence;
            sum += gaps.Sum(Math.Abs) / confidences.Length;
        }
        return sum / draws;
    }

    private static int BinOf(double confidence, int bins)
        => Math.Clamp((int)Math.Ceiling(confidence * bins) - 1, 0, bins - 1);
}
