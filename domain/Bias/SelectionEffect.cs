using ActiveLabel.Domain.Numerics;

namespace ActiveLabel.Domain.Bias;

/// <summary>A labeled item: whether it has what is counted, and with which probability it came to be labeled.</summary>
/// <param name="Probability">Recorded when it was selected; above 0, at most 1.</param>
public readonly record struct SelectedItem(bool Has, double Probability);

/// <summary>What choosing items by a model does to a share among the labeled ones.</summary>
/// <param name="Labeled">Share among the labeled items as they are.</param>
/// <param name="Population">Share among all items, by weighting each labeled one with 1 / probability.</param>
/// <param name="Effect">Labeled less population.</param>
/// <param name="Low90">Lower end of the 90 % interval of the effect.</param>
/// <param name="High90">Upper end of it.</param>
public readonly record struct SelectionEffect(
    double Labeled, double Population, double Effect, double Low90, double High90, double PValue)
{
    /// <remarks>
    /// Hájek's ratio estimator; the variance of the difference by linearisation, as for items that are selected
    /// independently of each other.
    /// </remarks>
    /// <returns>Null for fewer than two items.</returns>
    /// <exception cref="ArgumentException">A probability is not possible.</exception>
    public static SelectionEffect? Of(IReadOnlyList<SelectedItem> items)
    {
        ArgumentNullException.ThrowIfNull(items);
        if (items.Any(item => item.Probability is not (> 0 and <= 1)))
            throw new ArgumentException("An item that was selected had a probability above 0.", nameof(items));
        if (items.Count < 2)
            return null;
        var labeled = items.Average(item => item.Has ? 1.0 : 0);
        var weights = items.Sum(item => 1 / item.Probability);
        var population = items.Sum(item => item.Has ? 1 / item.Probability : 0) / weights;
        var variance = items.Sum(item =>
        {
            var has = item.Has ? 1 : 0;
            return Math.Pow(
                ((has - labeled) / items.Count) - ((has - population) / item.Probability / weights), 2);
        });
        var (effect, error) = (labeled - population, Math.Sqrt(variance));
        var half = error * NormalDistribution.Quantile(0.95);
        return new(
            labeled, population, effect, effect - half, effect + half,
            error == 0 ? 1 : 2 * NormalDistribution.Cumulative(-Math.Abs(effect) / error));
    }
}
