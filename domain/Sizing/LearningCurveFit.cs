namespace ActiveLabel.Domain.Sizing;

/// <summary>Fits a learning curve: accuracy against labels, as far as the points say anything.</summary>
/// <remarks>
/// n labels; error(n) = c + a · g(n) with c, a ≥ 0, so that more labels never hurt. Families of g (Viering and Loog,
/// 2022): pow2 (c = 0) and pow3: n^-b, pow4: (n + d)^-b, mmf4: 1 / (1 + (n / h)^b). Over a grid of b, d and h the
/// best c and a follow in closed form; all grid points are kept, each weighted by exp(-χ² / 2) and its prior: families
/// alike, b log-normal around 0.5. Points weigh n / n_last, because the end of the curve says most about what follows.
/// </remarks>
public static class LearningCurveFit
{
    /// <summary>Fewer sizes than this leave the curve's bend open.</summary>
    public const int SizesMin = 4;

    /// <summary>The largest size must be this many times the smallest.</summary>
    public const double SizeRatioMin = 4;

    private const double NoiseFloor = 0.003;
    private const double ExponentMedian = 0.5;
    private const double ExponentLogDeviation = 0.8;

    /// <summary>0.08 to 2.9.</summary>
    private static readonly double[] Exponents =
        [.. Enumerable.Range(0, 19).Select(step => 0.08 * Math.Pow(1.22, step))];

    private static readonly double[] Shifts = [0.3, 1, 3, 10, 30];
    private static readonly double[] Halves = [0.03, 0.1, 0.3, 1, 3, 10, 30];

    /// <inheritdoc cref="Fit(IReadOnlyList{CurvePoint}, out string?)"/>
    public static LearningCurveEstimate? Fit(IReadOnlyList<CurvePoint> points) => Fit(points, out _);

    /// <param name="points">In any order; points of one size count as their mean.</param>
    /// <param name="whyNot">In words, why the points say nothing; null when they do.</param>
    /// <returns>Null when the points say nothing about the curve.</returns>
    /// <exception cref="ArgumentException">A point is not possible.</exception>
    public static LearningCurveEstimate? Fit(IReadOnlyList<CurvePoint> points, out string? whyNot)
    {
        ArgumentNullException.ThrowIfNull(points);
        foreach (var point in points)
            if (point is not { Labels: >= 1, Accuracy: >= 0 and <= 1, StandardError: >= 0 })
                throw new ArgumentException($"{point} is no point of a learning curve.", nameof(points));
        var sizes = points.GroupBy(point => point.Labels).OrderBy(size => size.Key).Select(Mean).ToArray();
        whyNot = WhyNot(sizes);
        return whyNot is null ? Estimate(sizes) : null;
    }

    private static CurvePoint Mean(IGrouping<int, CurvePoint> size)
        => new(
            size.Key,
            size.Average(point => point.Accuracy),
            Math.Sqrt(size.Sum(point => point.StandardError * point.StandardError)) / size.Count());

    private static string? WhyNot(CurvePoint[] sizes)
    {
        if (sizes.Length < SizesMin)
            return $"The curve has {sizes.Length} sizes; at least {SizesMin} are needed to see how it bends.";
        var ratio = sizes[^1].Labels / (double)sizes[0].Labels;
        return ratio < SizeRatioMin
            ? $"The largest size is {ratio:0.0} times the smallest; at least {SizeRatioMin:0} times is needed."
            : null;
    }

    private static LearningCurveEstimate Estimate(CurvePoint[] sizes)
    {
        var candidates = Shapes(sizes[0].Labels, sizes[^1].Labels).Select(shape => FitLinear(shape, sizes)).ToArray();
        var best = candidates.Min(candidate => candidate.SquaredError);
        var total = sizes.Sum(size => Weight(size, sizes));
        var freedom = Math.Max(0.25, (sizes.Length - 3.0) / sizes.Length);
        var variance = Math.Max(best / (total * freedom), NoiseFloor * NoiseFloor);
        var evidence = Array.ConvertAll(
            candidates,
            candidate => candidate.Shape.Prior * Math.Exp((best - candidate.SquaredError) / variance / 2));
        var sum = evidence.Sum();
        var curves = candidates
            .Zip(evidence, (candidate, weight) => new WeightedCurve(
                candidate.Shape, candidate.Floor, candidate.Gain, weight / sum))
            .Where(curve => curve.Weight > 1e-9)
            .ToArray();
        var noise = variance + (sizes[^1].StandardError * sizes[^1].StandardError);
        return new(curves, sizes[0].Labels, sizes[^1].Labels, noise);
    }

    /// <summary>All families on their grids; each family's priors sum to one.</summary>
    private static IEnumerable<CurveShape> Shapes(double first, double last)
    {
        var priors = Array.ConvertAll(Exponents, exponent => Math.Exp(
            -Math.Pow(Math.Log(exponent / ExponentMedian) / ExponentLogDeviation, 2) / 2));
        var sum = priors.Sum();
        foreach (var (b, prior) in Exponents.Zip(priors, (b, prior) => (b, prior / sum)))
        {
            yield return new(CurveFamily.Power, b, 0, HasFloor: false, prior);
            yield return new(CurveFamily.Power, b, 0, HasFloor: true, prior);
            foreach (var shift in Shifts)
                yield return new(CurveFamily.Power, b, shift * first, HasFloor: true, prior / Shifts.Length);
            foreach (var half in Halves)
                yield return new(CurveFamily.Sigmoid, b, half * last, HasFloor: true, prior / Halves.Length);
        }
    }

    /// <summary>Least squares of error = c + a · g(n) with c, a ≥ 0.</summary>
    private static (CurveShape Shape, double Floor, double Gain, double SquaredError) FitLinear(
        CurveShape shape, CurvePoint[] sizes)
    {
        var (w, wg, wgg, wy, wgy) = (0.0, 0.0, 0.0, 0.0, 0.0);
        foreach (var size in sizes)
        {
            var (weight, g, y) = (Weight(size, sizes), shape.At(size.Labels), 1 - size.Accuracy);
            (w, wg, wgg) = (w + weight, wg + (weight * g), wgg + (weight * g * g));
            (wy, wgy) = (wy + (weight * y), wgy + (weight * g * y));
        }
        var determinant = (w * wgg) - (wg * wg);
        var gain = shape.HasFloor ? ((w * wgy) - (wg * wy)) / determinant : wgy / wgg;
        var floor = shape.HasFloor ? (wy - (gain * wg)) / w : 0;
        if (floor < 0 || !double.IsFinite(gain))
            (floor, gain) = (0, wgy / wgg);
        else if (gain < 0)
            (floor, gain) = (wy / w, 0);
        var squaredError = sizes.Sum(size
            => Weight(size, sizes) * Math.Pow(floor + (gain * shape.At(size.Labels)) - (1 - size.Accuracy), 2));
        return (shape, floor, gain, squaredError);
    }

    private static double Weight(CurvePoint size, CurvePoint[] sizes) => size.Labels / (double)sizes[^1].Labels;
}
