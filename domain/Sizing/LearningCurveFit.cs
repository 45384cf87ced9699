namespace ActiveLabel.Domain.Sizing;

/// <summary>Fits a learning curve: accuracy against labels, as far as the points say anything.</summary>
/// <remarks>
/// Several families (<see cref="CurveFamily"/>) on a grid of their parameters, each weighed by its evidence
/// (<see cref="CurvePosterior"/>) and by how usual it is on public curves (<see cref="CurvePrior"/>); all of them
/// forecast together. Nothing is drawn at random: the same points give the same answer.
/// </remarks>
public static class LearningCurveFit
{
    /// <summary>Fewer sizes than this leave the curve's bend open.</summary>
    public const int SizesMin = 4;

    /// <summary>The largest size must be this many times the smallest.</summary>
    public const double SizeRatioMin = 2.5;

    private static readonly double[][] LogPriors = LogPriorsOf(CurvePrior.Learnt);

    /// <inheritdoc cref="Fit(IReadOnlyList{CurvePoint}, out SizingGap?)"/>
    public static LearningCurveEstimate? Fit(IReadOnlyList<CurvePoint> points) => Fit(points, out _);

    /// <param name="points">In any order; points of one size count as their mean, on one control arm.</param>
    /// <param name="missing">What is missing before the points say something; null when they do.</param>
    /// <returns>Null when the points say nothing about the curve.</returns>
    /// <exception cref="ArgumentException">A point is not possible.</exception>
    public static LearningCurveEstimate? Fit(IReadOnlyList<CurvePoint> points, out SizingGap? missing)
    {
        ArgumentNullException.ThrowIfNull(points);
        foreach (var point in points)
            if (point is not { Labels: >= 1, Accuracy: >= 0 and <= 1, StandardError: >= 0 })
                throw new ArgumentException($"{point} is no point of a learning curve.", nameof(points));
        var sizes = points.GroupBy(point => point.Labels).OrderBy(size => size.Key).Select(Mean).ToArray();
        missing = Missing(sizes);
        return missing is null ? new(new(sizes), CurvePrior.Learnt, LogPriors) : null;
    }

    /// <returns>ln of the prior of all candidates, by <see cref="SeenCurve.LengthClass"/>.</returns>
    internal static double[][] LogPriorsOf(CurvePrior prior)
        => [.. Enumerable.Range(0, CurvePrior.LengthClasses).Select(prior.LogOfCandidates)];

    // Points of one size, such as draws, are measured on one control arm: its noise is in all of them and does not go
    // away in their mean; what they differ by does.
    private static CurvePoint Mean(IGrouping<int, CurvePoint> size)
    {
        var (count, mean) = (size.Count(), size.Average(point => point.Accuracy));
        var control = size.Average(point => point.StandardError * point.StandardError);
        var scatter = count == 1 ? 0 : size.Sum(point => Math.Pow(point.Accuracy - mean, 2)) / (count - 1) / count;
        return new(size.Key, mean, Math.Sqrt(control + scatter));
    }

    private static SizingGap? Missing(CurvePoint[] sizes)
    {
        if (sizes.Length < SizesMin)
            return new(SizingGapKind.Sizes, sizes.Length, SizesMin);
        var ratio = sizes[^1].Labels / (double)sizes[0].Labels;
        return ratio < SizeRatioMin ? new(SizingGapKind.SizeRatio, ratio, SizeRatioMin) : null;
    }
}
