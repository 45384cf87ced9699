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

    private static readonly double[] Lanczos =
    [
        0.99999999999980993, 676.5203681218851, -1259.1392167224028, 771.32342877765313,
        -176.61502916214059, 12.507343278686905, -0.13857109526572012, 9.9843695780195716e-6, 1.5056327351493116e-7,
    ];

    public double Cumulative(double x)
    {
        if (x <= 0)
            return Alpha <= 0 ? 1 : 0;
        if (x >= 1)
            return 1;
        if (Alpha <= 0 || Beta <= 0)
            return Alpha <= 0 ? 1 : 0;
        var front = Math.Exp(
            LogGamma(Alpha + Beta) - LogGamma(Alpha) - LogGamma(Beta)
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

    internal static double LogGamma(double x)
    {
        if (x < 0.5)
            return Math.Log(Math.PI / Math.Sin(Math.PI * x)) - LogGamma(1 - x);
        x--;
        var sum = Lanczos[0];
        for (var index = 1; index < Lanczos.Length; index++)
            sum += Lanczos[index] / (x + index);
        var t = x + 7.5;
        return (0.5 * Math.Log(2 * Math.PI)) + ((x + 0.5) * Math.Log(t)) - t + Math.Log(sum);
    }
}
