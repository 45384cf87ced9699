namespace ActiveLabel.Domain.Calibration;

/// <summary>Mean of -ln p(truth), in nats: 0 is certain and right, ln K is a uniform guess among K labels.</summary>
public static class LogLoss
{
    /// <summary>Probabilities below this count as this, so that one zero does not decide everything.</summary>
    public const double ProbabilityMin = 1e-6;

    /// <param name="probabilities">n × K by rows.</param>
    /// <param name="labels">n: the true label of each row.</param>
    /// <returns>Null when there is nothing to measure.</returns>
    /// <exception cref="ArgumentException">The lengths do not fit each other.</exception>
    public static double? Compute(ReadOnlySpan<double> probabilities, ReadOnlySpan<int> labels, int labelCount)
    {
        CheckLength(probabilities.Length, labels.Length * labelCount);
        if (labels.IsEmpty)
            return null;
        var sum = 0.0;
        for (var row = 0; row < labels.Length; row++)
            sum -= Log(probabilities.Slice(row * labelCount, labelCount)[labels[row]]);
        return sum / labels.Length;
    }

    /// <param name="probabilities">n × K by rows.</param>
    /// <param name="targets">n × K by rows: P(truth is k), one-hot or soft.</param>
    /// <inheritdoc cref="Compute(ReadOnlySpan{double}, ReadOnlySpan{int}, int)"/>
    public static double? Compute(ReadOnlySpan<double> probabilities, ReadOnlySpan<double> targets, int labelCount)
    {
        CheckLength(probabilities.Length, targets.Length);
        CheckLength(probabilities.Length, probabilities.Length / labelCount * labelCount);
        if (targets.IsEmpty)
            return null;
        var sum = 0.0;
        for (var index = 0; index < targets.Length; index++)
            sum -= targets[index] * Log(probabilities[index]);
        return sum / (targets.Length / labelCount);
    }

    private static double Log(double probability) => Math.Log(Math.Max(probability, ProbabilityMin));

    private static void CheckLength(int length, int wanted)
    {
        if (length != wanted)
            throw new ArgumentException($"{length} probabilities where {wanted} were expected.");
    }
}
