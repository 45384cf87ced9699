using ActiveLabel.Domain.Numerics;

namespace ActiveLabel.Domain.Bias;

/// <summary>One answer, as far as a comparison of groups needs it.</summary>
/// <param name="Outcome">What is compared, such as 1 for "said yes" and 0 otherwise.</param>
/// <param name="Expected">
/// What the content alone lets one expect of it, such as the model's probability; else 0.
/// </param>
/// <param name="Stratum">Only answers of one stratum are held against each other.</param>
/// <param name="Cluster">Answers of one cluster (a worker, an item) are not independent.</param>
public readonly record struct ComparedAnswer(
    bool IsInGroup, double Outcome, double Expected, int Stratum, int Cluster);

/// <summary>How much the outcome of a group lies above that of all others, with what explains it taken out.</summary>
/// <param name="Low90">Lower end of the 90 % interval.</param>
/// <param name="High90">Upper end of it.</param>
/// <param name="PValue">Of no difference, two-sided.</param>
public readonly record struct GroupDifference(double Effect, double Low90, double High90, double PValue)
{
    private const double Level = 0.9;

    /// <remarks>
    /// Within each stratum s the means of outcome − expected are compared, and the differences averaged with the
    /// weights n_g n_r / (n_g + n_r) of Mantel and Haenszel. The variance is that of the sums of influence by
    /// cluster; with few clusters, Student's t with as many degrees of freedom as the smaller side has clusters,
    /// less one.
    /// </remarks>
    /// <returns>Null when no stratum has both, or a side has fewer than two clusters.</returns>
    public static GroupDifference? Of(IReadOnlyList<ComparedAnswer> answers)
    {
        ArgumentNullException.ThrowIfNull(answers);
        var strata = answers.GroupBy(answer => answer.Stratum).Select(Stratum.Of)
            .Where(stratum => stratum.Weight > 0).ToDictionary(stratum => stratum.Key);
        var total = strata.Values.Sum(stratum => stratum.Weight);
        var used = answers.Where(answer => strata.ContainsKey(answer.Stratum)).ToArray();
        var inGroup = used.Where(answer => answer.IsInGroup).Select(answer => answer.Cluster).Distinct().Count();
        var inRest = used.Where(answer => !answer.IsInGroup).Select(answer => answer.Cluster).Distinct().Count();
        var freedom = Math.Min(inGroup, inRest) - 1;
        if (total == 0 || freedom < 1)
            return null;
        var effect = strata.Values.Sum(stratum => stratum.Weight * stratum.Difference) / total;
        var variance = used.GroupBy(answer => answer.Cluster)
            .Sum(cluster => Math.Pow(cluster.Sum(answer => strata[answer.Stratum].InfluenceOf(answer)) / total, 2));
        var error = Math.Sqrt(variance * (freedom + 1) / freedom);
        if (error == 0)
            return new(effect, effect, effect, effect == 0 ? 1 : 0);
        var half = error * StudentDistribution.TwoSidedQuantile(Level, freedom);
        return new(
            effect, effect - half, effect + half, StudentDistribution.TwoSidedTail(effect / error, freedom));
    }

    private readonly record struct Stratum(
        int Key, int GroupCount, int RestCount, double GroupMean, double RestMean)
    {
        public double Weight => GroupCount * (double)RestCount / (GroupCount + RestCount);

        public double Difference => GroupMean - RestMean;

        public static Stratum Of(IGrouping<int, ComparedAnswer> answers)
        {
            var sides = answers.ToLookup(answer => answer.IsInGroup, answer => answer.Outcome - answer.Expected);
            return new(
                answers.Key,
                sides[true].Count(),
                sides[false].Count(),
                sides[true].DefaultIfEmpty().Average(),
                sides[false].DefaultIfEmpty().Average());
        }

        public double InfluenceOf(ComparedAnswer answer)
        {
            var residual = answer.Outcome - answer.Expected;
            return answer.IsInGroup
                ? Weight * (residual - GroupMean) / GroupCount
                : -Weight * (residual - RestMean) / RestCount;
        }
    }
}
