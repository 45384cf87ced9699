namespace ActiveLabel.Domain.Numerics;

/// <summary>The normal distribution with mean 0 and deviation 1.</summary>
internal static class NormalDistribution
{
    /// <summary>P(Z ≤ z), to 1e-7: Abramowitz and Stegun, 26.2.17.</summary>
    public static double Cumulative(double z)
    {
        if (z is < -6 or > 6)
            return z < 0 ? 0 : 1;
        var t = 1 / (1 + (0.2316419 * Math.Abs(z)));
        var series = t * (0.319381530 + (t * (-0.356563782 + (t * (1.781477937 + (t * (-1.821255978
            + (t * 1.330274429))))))));
        var tail = 0.3989422804 * Math.Exp(-z * z / 2) * series;
        return z > 0 ? 1 - tail : tail;
    }

    /// <summary>The z with P(Z ≤ z) = probability, to 1e-9, by halving.</summary>
    public static double Quantile(double probability)
    {
        if (probability is not (> 0 and < 1))
            throw new ArgumentOutOfRangeException(nameof(probability), probability, "Lies between 0 and 1.");
        var (low, high) = (-6.0, 6.0);
        while (high - low > 1e-9)
        {
            var middle = (low + high) / 2;
            (low, high) = Cumulative(middle) < probability ? (middle, high) : (low, middle);
        }
        return (low + high) / 2;
    }
}
