namespace ActiveLabel.Domain.Sizing;

/// <summary>
/// A family of falling functions g, each one for n labels relative to the largest size seen: g(1) = 1.
/// </summary>
/// <remarks>
/// x = n / n_last; b the exponent, s the scale, both on a grid. The families are those of Viering and Loog (2022):
/// Power ((x + s) / (1 + s))^-b, which is pow3 for s = 0 and pow4 else; Mmf (1 + s^-b) / (1 + (x / s)^b); Weibull
/// exp(s^-b - (x / s)^b), the exponential for b = 1; LogPower (ln(n + 1) / ln(n_last + 1))^-b.
/// </remarks>
internal sealed record CurveFamily(CurveKind Kind, double[] Exponents, double[] Scales)
{
    /// <summary>0.08 to 2.3.</summary>
    private static readonly double[] Powers
        = [.. Enumerable.Range(0, 10).Select(step => 0.08 * Math.Pow(1.45, step))];

    public static readonly CurveFamily[] All =
    [
        new(CurveKind.Power, Powers, [0, 0.02, 0.06, 0.2, 0.6, 2]),
        new(CurveKind.Mmf, Powers[2..], [0.003, 0.02, 0.1, 0.3, 1, 3, 15]),
        new(CurveKind.Weibull, [0.2, 0.35, 0.5, 0.7, 1, 1.5], [0.03, 0.1, 0.3, 0.8, 2, 5, 20]),
        new(CurveKind.LogPower, [0.25, 0.5, 1, 1.5, 2, 3, 4], [1]),
    ];

    /// <summary>The asymptote of the error, as a share of the error at the largest size seen.</summary>
    public static readonly double[] FloorShares = [0, 0.15, 0.3, 0.45, 0.6, 0.75, 0.87, 0.95, 1];

    /// <summary>
    /// How far the points lie from any smooth curve, beyond their own error: see <see cref="SeenCurve"/>.
    /// </summary>
    public static readonly double[] Noises = [0.002, 0.006, 0.018, 0.054];

    /// <summary>Shapes of all families: every exponent with every scale.</summary>
    public static readonly CurveShape[] Shapes =
    [
        .. All.SelectMany((family, index) => family.Exponents.SelectMany((exponent, b) => family.Scales.Select(
            (scale, s) => new CurveShape(family.Kind, index, b, s, exponent, scale, Math.Pow(scale, -exponent))))),
    ];
}

internal enum CurveKind
{
    Power,
    Mmf,
    Weibull,
    LogPower,
}

/// <summary>One member of a family: its place on the grid, and the values there.</summary>
internal readonly record struct CurveShape(
    CurveKind Kind, int Family, int ExponentIndex, int ScaleIndex, double Exponent, double Scale, double ScalePower)
{
    /// <param name="labels">n, at least 1.</param>
    /// <param name="last">n_last, the largest size seen.</param>
    public double At(double labels, double last)
        => Kind switch
        {
            CurveKind.Power => Math.Pow(((labels / last) + Scale) / (1 + Scale), -Exponent),
            CurveKind.Mmf => (1 + ScalePower) / (1 + (ScalePower * Math.Pow(labels / last, Exponent))),
            CurveKind.Weibull => Math.Exp(ScalePower * (1 - Math.Pow(labels / last, Exponent))),
            _ => Math.Pow(Math.Log(labels + 1) / Math.Log(last + 1), -Exponent),
        };
}
