namespace ActiveLabel.Domain.Numerics;

/// <summary>The chi-square distribution, by the incomplete gamma function (Numerical Recipes, 3rd ed., 6.2).</summary>
internal static class ChiSquareDistribution
{
    private const int TermsMax = 10_000;

    /// <summary>P(X &gt; x) with so many degrees of freedom.</summary>
    public static double Tail(double x, double freedom)
    {
        var (a, z) = (freedom / 2, x / 2);
        if (z <= 0)
            return 1;
        var front = Math.Exp((a * Math.Log(z)) - z - Gamma.Log(a));
        return z < a + 1 ? Math.Max(0, 1 - (front * Series(a, z))) : Math.Min(1, front * Fraction(a, z));
    }

    private static double Series(double a, double z)
    {
        var (term, sum) = (1 / a, 1 / a);
        for (var n = 1; n < TermsMax && term > sum * 1e-16; n++)
        {
            term *= z / (a + n);
            sum += term;
        }
        return sum;
    }

    private static double Fraction(double a, double z)
    {
        const double tiny = 1e-300;
        var b = z + 1 - a;
        var c = 1 / tiny;
        var d = 1 / b;
        var h = d;
        for (var n = 1; n < TermsMax; n++)
        {
            var an = -n * (n - a);
            b += 2;
            d = (an * d) + b;
            d = 1 / (Math.Abs(d) < tiny ? tiny : d);
            c = b + (an / c);
            c = Math.Abs(c) < tiny ? tiny : c;
            h *= d * c;
            if (Math.Abs((d * c) - 1) < 1e-15)
                break;
        }
        return h;
    }
}
