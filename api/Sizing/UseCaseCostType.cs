using ActiveLabel.Api.Security;
using ActiveLabel.Domain.Metrics;
using ActiveLabel.Domain.Sizing;

namespace ActiveLabel.Api.Sizing;

/// <summary>
/// What the labels of a use case are expected to cost: as much as the first one, until its own curve says otherwise.
/// </summary>
[Allow(Audience.Staff)]
public sealed class UseCaseCostType(UseCaseCost cost)
{
    /// <summary>The use case; empty for items without one.</summary>
    public string Key => cost.Key;

    /// <summary>Labels of it that the latest model was trained on.</summary>
    public int LabelsNow => cost.LabelsNow;

    /// <summary>Labels in all with which the target is reached; null while no curve says anything.</summary>
    public int? LabelsExpected => cost.LabelsExpected;

    /// <summary>Whether its own curve says so; else it is taken to cost as much as the first.</summary>
    public bool IsMeasured => cost.IsMeasured;

    /// <summary>Labels of it by labels of the first use case; null while nothing is known.</summary>
    public double? OfFirst => cost.OfFirst;

    /// <param name="arrived">The sums of use cases, in the order in which they came.</param>
    internal static IReadOnlyList<UseCaseCostType> ListOf(
        IReadOnlyList<MetricBucket> arrived, IReadOnlyList<SizingEstimate> estimates)
    {
        var known = estimates.ToDictionary(estimate => estimate.Key, StringComparer.Ordinal);
        var keys = arrived.Select(bucket => bucket.Key).Where(key => key.Length > 0)
            .Concat(known.Keys.Order(StringComparer.Ordinal)).Distinct().Take(2 * CurveSlice.KeysMax);
        return [.. UseCaseCost.Of([.. keys.Select(key => known.GetValueOrDefault(key) is { } estimate
                ? new UseCaseCurve(key, estimate.LabelsNow, estimate.LabelsNeeded)
                : new UseCaseCurve(key, 0, null))])
            .Select(cost => new UseCaseCostType(cost))];
    }
}
