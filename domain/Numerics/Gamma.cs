namespace ActiveLabel.Domain.Numerics;

/// <summary>The gamma function's logarithm and its derivative, for positive arguments.</summary>
internal static class Gamma
{
    private static readonly double[] Lanczos =
    [
        0.99999999999980993, 676.5203681218851, -1259.1392167224028, 771.32342877765313,
        -176.61502916214059, 12.507343278686905, -0.13857109526572012, 9.9843695780195716e-6, 1.5056327351493116e-7,
    ];

    /// <returns>ln Γ(x), to about 1e-13 (Lanczos' approximation).</returns>
    public static double Log(double x)
    {
        if (x < 0.5)
            return Math.Log(Math.PI / Math.Sin(Math.PI * x)) - Log(1 - x);
        x--;
        var sum = Lanczos[0];
        for (var index = 1; index < Lanczos.Length; index++)
            sum += Lanczos[index] / (x + index);
        var t = x + 7.5;
        return (0.5 * Math.Log(2 * Math.PI)) + ((x + 0.5) * Math.Log(t)) - t + Math.Log(sum);
    }

    /// <returns>ψ(x) = d ln Γ(x) / dx, to about 1e-12: recurrence up to 6, then the asymptotic series.</returns>
    public static double Digamma(double x)
    {
        // ψ(x) = ψ(x + m) - Σ 1 / (x + i): the sum is kept as one fraction, because divisions are what this costs.
        var (top, bottom) = (0.0, 1.0);
        for (; x < 6; x++)
            (top, bottom) = ((top * x) + bottom, bottom * x);
        var inverse = 1 / x;
        var square = inverse * inverse;
        return Math.Log(x) - (inverse / 2) - (top / bottom)
            - (square * ((1.0 / 12) - (square * ((1.0 / 120) - (square * ((1.0 / 252)
                - (square * ((1.0 / 240) - (square * (1.0 / 132))))))))));
    }
}
