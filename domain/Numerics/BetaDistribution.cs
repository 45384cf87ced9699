namespace ActiveLabel.Domain.Numerics;

/// <summary>Beta(α, β) on [0, 1]; a degenerate one (α or β zero) is a point at 0 or 1.</summary>
/// <remarks>
/// The cumulative is the regularised incomplete beta function by its continued fraction with Lentz's method (Press et
/// al., Numerical Recipes, 3rd ed., section 6.4), to about 1e-13; the quantile is found by bisection.
/// </remarks>
internal readonly record struct BetaDistribution(double Alpha, double Beta)
{
    private const int TermsMax = 10_000;
    private const double Tiny = 1e-300;

    public double Cumulative(double x)
    {
        if (x <= 0)
            return Alpha <= 0 ? 1 : 0;
        if (x >= 1)
            return 1;
        if (Alpha <= 0 || Beta <= 0)
            return Alpha <= 0 ? 1 : 0;
        var front = Math.Exp(
            Gamma.Log(Alpha + Beta) - Gamma.Log(Alpha) - Gamma.Log(Beta)
            + (Alpha * Math.Log(x)) + (Beta * Math.Log(1 - x)));
        return x < (Alpha + 1) / (Alpha + Beta + 2)
            ? front * ContinuedFraction(Alpha, Beta, x) / Alpha
            : 1 - (front * ContinuedFraction(Beta, Alpha, 1 - x) / Beta);
    }

    /// <returns>x with P(X ≤ x) = probability.</returns>
    public double Quantile(double probability)
    {
        var (low, high) = (0.0, 1.0);
        for (var step = 0; step < 60; step++)
        {
            var middle = (low + high) / 2;
            if (Cumulative(middle) < probability)
                low = middle;
            else
                high = middle;
        }
        return (low + high) / 2;
    }

    /// <summary>Jeffreys' interval of a share: so many of so many.</summary>
    public static (double Low, double High) JeffreysOf(int count, int of, double level)
    {
        var posterior = new BetaDistribution(count + 0.5, of - count + 0.5);
        return (
            count == 0 ? 0 : posterior.Quantile((1 - level) / 2),
            count == of ? 1 : posterior.Quantile((1 + level) / 2));
    }

    private static double ContinuedFraction(double a, double b, double x)
    {
        var c = 1.0;
        var d = 1 / AwayFromZero(1 - ((a + b) * x / (a + 1)));
        var fraction = d;
        for (var m = 1; m <= TermsMax; m++)
        {
            var even = m * (b - m) * x / ((a + (2 * m) - 1) * (a + (2 * m)));
            d = 1 / AwayFromZero(1 + (even * d));
            c = AwayFromZero(1 + (even / c));
            fraction *= d * c;
            var odd = -(a + m) * (a + b + m) * x / ((a + (2 * m)) * (a + (2 * m) + 1));
            d = 1 / AwayFromZero(1 + (odd * d));
            c = AwayFromZero(1 + (odd / c));
            fraction *= d * c;
            if (Math.Abs((d * c) - 1) < 1e-15)
                break;
        }
        return fraction;
    }

    private static double AwayFromZero(double value) => Math.Abs(value) < Tiny ? Tiny : value;
}
