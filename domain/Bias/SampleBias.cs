using ActiveLabel.Domain.Numerics;

namespace ActiveLabel.Domain.Bias;

/// <summary>A value of an attribute: how many items have it, and what share of the population should.</summary>
public readonly record struct SampleShare(string Value, long Count, double TargetShare);

/// <summary>A value that the sample has too little of.</summary>
/// <param name="Missing">Items with it that would close the gap, with the sample's size as it is.</param>
public readonly record struct CoverageGap(string Value, double Share, double TargetShare, long Missing);

/// <summary>How a sample's make-up differs from that of its target population.</summary>
/// <param name="StabilityIndex">
/// Population stability index, Σ (share − target) ln(share / target); above 0.25 it is usually called large.
/// </param>
/// <param name="PValue">Of a random sample of the population, by the chi-square statistic.</param>
/// <param name="Gaps">Values below <see cref="SampleBias.GapRatio"/> of their share, beyond chance.</param>
/// <param name="SuppressedCount">Values that were put together because too few items have them.</param>
public sealed record SampleBias(
    double StabilityIndex,
    double ChiSquare,
    int Freedom,
    double PValue,
    IReadOnlyList<CoverageGap> Gaps,
    int SuppressedCount)
{
    public const double GapRatio = 0.8;

    private const double GapLevel = 0.05;

    /// <summary>Below this many expected items the chi-square distribution does not hold.</summary>
    private const double ExpectedMin = 5;

    /// <param name="sizeMin">Values of fewer items than this are not told apart (k-anonymity).</param>
    /// <returns>Null when fewer than two values can be told apart.</returns>
    /// <exception cref="ArgumentException">The target shares do not sum to one.</exception>
    public static SampleBias? Of(IReadOnlyList<SampleShare> shares, int sizeMin)
    {
        ArgumentNullException.ThrowIfNull(shares);
        if (shares.Any(share => share.Count < 0 || share.TargetShare < 0)
            || Math.Abs(shares.Sum(share => share.TargetShare) - 1) > 1e-6)
            throw new ArgumentException("Counts are 0 or more, and target shares sum to one.", nameof(shares));
        var total = shares.Sum(share => share.Count);
        var isSmall = shares.ToLookup(share
            => share.TargetShare * total < ExpectedMin || (share.Count > 0 && share.Count < sizeMin
                && share.TargetShare * total < sizeMin));
        var small = isSmall[true].ToArray();
        SampleShare[] told = small.Length == 0
            ? [.. isSmall[false]]
            : [.. isSmall[false], new("", small.Sum(share => share.Count), small.Sum(share => share.TargetShare))];
        told = [.. told.Where(share => share.TargetShare * total >= ExpectedMin)];
        if (total == 0 || told.Length < 2)
            return null;
        var chiSquare = told.Sum(share
            => Math.Pow(share.Count - (share.TargetShare * total), 2) / (share.TargetShare * total));
        return new(
            told.Sum(share => StabilityOf(share, total)),
            chiSquare,
            told.Length - 1,
            ChiSquareDistribution.Tail(chiSquare, told.Length - 1),
            GapsOf([.. told.Where(share => share.Value.Length > 0)], total, sizeMin),
            small.Length);
    }

    // Half an item in place of none: the logarithm of nothing would drown everything else.
    private static double StabilityOf(SampleShare share, long total)
    {
        var actual = Math.Max(0.5, share.Count) / total;
        return (actual - share.TargetShare) * Math.Log(actual / share.TargetShare);
    }

    private static List<CoverageGap> GapsOf(SampleShare[] shares, long total, int sizeMin)
    {
        var pValues = Array.ConvertAll(shares, share => NormalDistribution.Cumulative(
            (share.Count + 0.5 - (share.TargetShare * total))
            / Math.Sqrt(total * share.TargetShare * (1 - share.TargetShare))));
        var adjusted = BenjaminiHochberg.Adjust(pValues);
        return
        [
            .. shares.Zip(adjusted)
                .Where(row => row.Second <= GapLevel && row.First.Count < GapRatio * row.First.TargetShare * total)
                .Select(row => new CoverageGap(
                    row.First.Value,
                    // A count below the limit is not told, only that it is below.
                    row.First.Count < sizeMin ? 0 : row.First.Count / (double)total,
                    row.First.TargetShare,
                    (long)Math.Ceiling((row.First.TargetShare * total) - row.First.Count)))
                .OrderByDescending(gap => gap.Missing),
        ];
    }
}
