using ActiveLabel.Domain.Numerics;

namespace ActiveLabel.Domain.Calibration;

/// <summary>One number T that makes softmax(z / T) honest: above 1 it takes confidence away, below 1 it adds.</summary>
/// <remarks>
/// Guo et al., ICML 2017. With b = 1 / T the log loss Σ [ln Σ exp(b z[k]) - b Σ t[k] z[k]] is convex in b; its slope
/// Σ (E_p[z] - E_t[z]) only rises, so that its zero is found by bisection.
/// </remarks>
public static class TemperatureScaling
{
    /// <summary>What few or separable items would drive towards 0 or infinity stops here.</summary>
    public const double TemperatureMin = 0.1;

    /// <inheritdoc cref="TemperatureMin"/>
    public const double TemperatureMax = 10;

    private const int Steps = 50;

    /// <param name="logits">n × K by rows; any constant added to a row changes nothing.</param>
    /// <param name="targets">n × K by rows: P(truth is k), one-hot or soft.</param>
    /// <returns>
    /// The temperature with the least log loss, within the bounds; 1 when the logits decide nothing or there are none.
    /// </returns>
    /// <exception cref="ArgumentException">The lengths do not fit each other, or a number is not finite.</exception>
    public static double Fit(ReadOnlySpan<double> logits, ReadOnlySpan<double> targets, int labelCount)
    {
        Check(logits, targets, labelCount);
        var scratch = new double[labelCount];
        var (low, high) = (1 / TemperatureMax, 1 / TemperatureMin);
        if (Slope(logits, targets, low, scratch) is var slope && slope == Slope(logits, targets, high, scratch))
            return 1;
        if (slope >= 0)
            return TemperatureMax;
        if (Slope(logits, targets, high, scratch) <= 0)
            return TemperatureMin;
        for (var step = 0; step < Steps; step++)
        {
            var middle = (low + high) / 2;
            if (Slope(logits, targets, middle, scratch) < 0)
                low = middle;
            else
                high = middle;
        }
        return 2 / (low + high);
    }

    /// <summary>softmax(z / T) of one row.</summary>
    public static void Apply(ReadOnlySpan<double> logits, double temperature, Span<double> probabilities)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(temperature);
        for (var label = 0; label < logits.Length; label++)
            probabilities[label] = logits[label] / temperature;
        Simplex.Softmax(probabilities[..logits.Length]);
    }

    /// <summary>The derivative of the log loss by b.</summary>
    private static double Slope(
        ReadOnlySpan<double> logits, ReadOnlySpan<double> targets, double inverseTemperature, Span<double> row)
    {
        var slope = 0.0;
        for (var from = 0; from < logits.Length; from += row.Length)
        {
            for (var label = 0; label < row.Length; label++)
                row[label] = inverseTemperature * logits[from + label];
            Simplex.Softmax(row);
            for (var label = 0; label < row.Length; label++)
                slope += (row[label] - targets[from + label]) * logits[from + label];
        }
        return slope;
    }

    private static void Check(ReadOnlySpan<double> logits, ReadOnlySpan<double> targets, int labelCount)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(labelCount, 2);
        if (logits.Length != targets.Length || logits.Length % labelCount != 0)
            throw new ArgumentException(
                $"{logits.Length} logits and {targets.Length} targets do not make rows of {labelCount} labels.");
        for (var index = 0; index < logits.Length; index++)
            if (!double.IsFinite(logits[index]) || !double.IsFinite(targets[index]))
                throw new ArgumentException($"Row {index / labelCount} has a number that is not finite.");
    }
}
