using ActiveLabel.Domain.Numerics;

namespace ActiveLabel.Domain.Bias;

/// <summary>Labeled items that are alike: whether they have what is counted, and how they came to be labeled.</summary>
/// <param name="Probability">Recorded when they were selected; above 0, at most 1.</param>
/// <param name="IsRandom">
/// Whether chance drew them. What a model chose stands for nothing but itself: it counts among the labeled ones alone.
/// </param>
/// <param name="Count">How many.</param>
/// <param name="Arm">In which they were drawn: each is a sample of all items by itself.</param>
public readonly record struct SelectedItems(
    bool Has, double Probability, bool IsRandom = true, long Count = 1, int Arm = 0);

/// <summary>What choosing items by a model does to a share among the labeled ones.</summary>
/// <param name="Labeled">Share among the labeled items as they are.</param>
/// <param name="Population">
/// Share among all items: those that chance drew, each weighted with 1 / probability within its arm.
/// </param>
/// <param name="Effect">Labeled less population.</param>
/// <param name="Low90">Lower end of the 90 % interval of the effect.</param>
/// <param name="High90">Upper end of it.</param>
public readonly record struct SelectionEffect(
    double Labeled, double Population, double Effect, double Low90, double High90, double PValue)
{
    /// <remarks>
    /// Hájek's ratio estimator within each random arm, and the arms by their sizes: with the probabilities of different
    /// arms side by side a handful of a small arm would weigh as much as all of a large one. The variance of the
    /// difference by linearisation, as for items that are selected independently of each other.
    /// </remarks>
    /// <returns>Null where chance drew fewer than two items.</returns>
    /// <exception cref="ArgumentException">A probability is not possible.</exception>
    public static SelectionEffect? Of(IReadOnlyList<SelectedItems> items)
    {
        ArgumentNullException.ThrowIfNull(items);
        if (items.Any(item => item.Probability is not (> 0 and <= 1) || item.Count < 0))
            throw new ArgumentException("An item that was selected had a probability above 0.", nameof(items));
        if (items.Sum(item => item.IsRandom ? item.Count : 0) < 2)
            return null;
        var count = items.Sum(item => (double)item.Count);
        var labeled = items.Sum(item => item.Has ? item.Count : 0.0) / count;
        var scales = items.Where(item => item.IsRandom && item.Count > 0).GroupBy(item => item.Arm).ToDictionary(
            arm => arm.Key,
            arm => arm.Sum(item => (double)item.Count) / arm.Sum(item => item.Count / item.Probability));
        var weights = items.Sum(item => WeightOf(item) * item.Count);
        var population = items.Sum(item => item.Has ? WeightOf(item) * item.Count : 0) / weights;
        var variance = items.Sum(item =>
        {
            var has = item.Has ? 1 : 0;
            return item.Count * Math.Pow(
                ((has - labeled) / count) - ((has - population) * WeightOf(item) / weights), 2);
        });
        var (effect, error) = (labeled - population, Math.Sqrt(variance));
        var half = error * NormalDistribution.Quantile(0.95);
        return new(
            labeled, population, effect, effect - half, effect + half,
            error == 0 ? 1 : 2 * NormalDistribution.Cumulative(-Math.Abs(effect) / error));

        double WeightOf(SelectedItems item)
            => item.IsRandom && item.Count > 0 ? scales[item.Arm] / item.Probability : 0;
    }
}
