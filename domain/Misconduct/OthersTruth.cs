using ActiveLabel.Domain.Numerics;
using ActiveLabel.Domain.TruthInference;

namespace ActiveLabel.Domain.Misconduct;

/// <summary>
/// The posterior of an item from everybody but some workers, so that nobody vouches for himself or for his friend.
/// </summary>
internal sealed class OthersTruth(JudgementSet set, TruthEstimate crowd)
{
    private readonly double[] _logConfusion = Array.ConvertAll(crowd.Confusion, Math.Log);
    private readonly double[] _logPrior = Array.ConvertAll(crowd.LabelPrior, Math.Log);

    /// <returns>K probabilities; gold is certain; the label prior when nobody else judged the item.</returns>
    public double[] Without(int item, int worker, int alsoWithout = -1)
    {
        var k = crowd.LabelCount;
        var posterior = new double[k];
        if (set.GoldOf(item) is >= 0 and var gold)
        {
            posterior[gold] = 1;
            return posterior;
        }
        var others = 0;
        for (var j = set.ItemOffsets[item]; j < set.ItemOffsets[item + 1]; j++)
        {
            if (set.Workers[j] == worker || set.Workers[j] == alsoWithout)
                continue;
            others++;
            var from = set.Workers[j] * k * k;
            for (var truth = 0; truth < k; truth++)
                posterior[truth] += _logConfusion[from + (truth * k) + set.Labels[j]];
        }
        var weight = ItemPosterior.Weight(others, ItemPosterior.DefaultCorrelation);
        for (var truth = 0; truth < k; truth++)
            posterior[truth] = _logPrior[truth] + (weight * posterior[truth]);
        Simplex.Softmax(posterior);
        return posterior;
    }
}
