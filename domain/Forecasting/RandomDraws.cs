namespace ActiveLabel.Domain.Forecasting;

/// <summary>Draws from the distributions that a fit needs.</summary>
internal static class RandomDraws
{
    public static double Normal(this Random random)
        => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());

    public static double Exponential(this Random random) => -Math.Log(1 - random.NextDouble());

    /// <summary>Gamma(shape, 1): Marsaglia and Tsang, 2000.</summary>
    public static double Gamma(this Random random, double shape)
    {
        if (shape < 1)
            return random.Gamma(shape + 1) * Math.Pow(1 - random.NextDouble(), 1 / shape);
        var d = shape - (1.0 / 3);
        var c = 1 / Math.Sqrt(9 * d);
        while (true)
        {
            var x = random.Normal();
            var v = Math.Pow(1 + (c * x), 3);
            if (v > 0 && Math.Log(1 - random.NextDouble()) < (x * x / 2) + d - (d * v) + (d * Math.Log(v)))
                return d * v;
        }
    }

    public static double Beta(this Random random, double alpha, double beta)
    {
        var (a, b) = (random.Gamma(alpha), random.Gamma(beta));
        return a / (a + b);
    }
}
