using ActiveLabel.Domain.Numerics;

namespace ActiveLabel.Domain.Calibration;

/// <summary>z'[k] = slope[k] z[k] + offset[k]: what makes the probabilities softmax(z') honest.</summary>
/// <remarks>
/// Guo et al., ICML 2017: temperature scaling is one slope 1 / T for all and no offsets; vector scaling has a slope and
/// an offset for each label.
/// </remarks>
/// <param name="Slopes">K, more than 0.</param>
/// <param name="Offsets">K.</param>
public sealed record LogitScaling(double[] Slopes, double[] Offsets)
{
    public static LogitScaling OfTemperature(double temperature, int labelCount)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(temperature);
        return new([.. Enumerable.Repeat(1 / temperature, labelCount)], new double[labelCount]);
    }

    /// <summary>One number for how sure the slopes make the model: the inverse of their geometric mean.</summary>
    public double Temperature => Math.Exp(-Slopes.Average(Math.Log));

    /// <summary>Whether all labels are treated alike.</summary>
    public bool IsTemperature => Array.TrueForAll(Offsets, offset => offset == 0)
        && Array.TrueForAll(Slopes, slope => slope == Slopes[0]);

    /// <param name="logits">K.</param>
    /// <param name="probabilities">K.</param>
    public void Apply(ReadOnlySpan<double> logits, Span<double> probabilities)
    {
        for (var label = 0; label < Slopes.Length; label++)
            probabilities[label] = (Slopes[label] * logits[label]) + Offsets[label];
        Simplex.Softmax(probabilities[..Slopes.Length]);
    }

    /// <summary>The same where only probabilities are known: their logarithms are logits.</summary>
    public void ApplyToProbabilities(Span<double> probabilities)
    {
        for (var label = 0; label < probabilities.Length; label++)
            probabilities[label] = LogOf(probabilities[label]);
        Apply(probabilities, probabilities);
    }

    /// <summary>ln p, bounded below: an impossible label must not stay impossible whatever is fitted.</summary>
    public static double LogOf(double probability) => Math.Log(Math.Max(probability, LogLoss.ProbabilityMin));
}
