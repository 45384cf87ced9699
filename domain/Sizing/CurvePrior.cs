namespace ActiveLabel.Domain.Sizing;

/// <summary>How probable each family, exponent, scale, asymptote and noise is before any point is seen.</summary>
/// <remarks>
/// Independent given the family; the asymptote also depends on <see cref="SeenCurve.LengthClass"/>. Each array sums to
/// one. <see cref="Learnt"/> is what the product uses.
/// </remarks>
internal sealed partial record CurvePrior(
    double[] Families, double[][] Exponents, double[][] Scales, double[][][] Floors, double[] Noises)
{
    public const int LengthClasses = 4;

    private const double ExponentMedian = 0.5;
    private const double ExponentLogDeviation = 0.8;

    /// <summary>Knows nothing but that exponents around a half are usual: where learning starts.</summary>
    public static CurvePrior Flat { get; } = new(
        [0.4, 0.3, 0.2, 0.1],
        [.. CurveFamily.All.Select(family => Normal(family.Kind is CurveKind.LogPower
            ? Even(family.Exponents.Length)
            : [.. family.Exponents.Select(LogNormal)]))],
        [.. CurveFamily.All.Select(family => Even(family.Scales.Length))],
        [.. CurveFamily.All.Select(_ => Enumerable.Range(0, LengthClasses)
            .Select(_ => Even(CurveFamily.FloorShares.Length)).ToArray())],
        [0.4, 0.3, 0.2, 0.1]);

    /// <returns>The logarithm of the prior without the noise, by shape and floor: shape × floors + floor.</returns>
    public double[] LogOfCandidates(int lengthClass)
    {
        var floors = CurveFamily.FloorShares.Length;
        var logs = new double[CurveFamily.Shapes.Length * floors];
        for (var index = 0; index < CurveFamily.Shapes.Length; index++)
        {
            var shape = CurveFamily.Shapes[index];
            var prior = Families[shape.Family] * Exponents[shape.Family][shape.ExponentIndex]
                * Scales[shape.Family][shape.ScaleIndex];
            for (var floor = 0; floor < floors; floor++)
                logs[(index * floors) + floor] = Math.Log((prior * Floors[shape.Family][lengthClass][floor]) + 1e-300);
        }
        return logs;
    }

    private static double LogNormal(double exponent)
        => Math.Exp(-Math.Pow(Math.Log(exponent / ExponentMedian) / ExponentLogDeviation, 2) / 2);

    private static double[] Even(int count) => [.. Enumerable.Repeat(1.0 / count, count)];

    private static double[] Normal(double[] weights)
    {
        var sum = weights.Sum();
        return Array.ConvertAll(weights, weight => weight / sum);
    }
}
