using ActiveLabel.Domain.Numerics;

namespace ActiveLabel.Domain.TruthInference;

/// <summary>
/// How much the judgements of one item have in common beyond its truth, measured where the truth is known: the
/// correlation with which the posteriors of the gold items, inferred from their judgements alone, have the least log
/// loss.
/// </summary>
internal static class CorrelationFit
{
    /// <summary>Judged gold items; with fewer, chance costs more than the fit gains.</summary>
    public const int GoldMin = 50;

    private static readonly double[] Candidates =
        [0, 0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.35, 0.4, 0.5, 0.6, 0.8, 1, 1.5, 2];

    /// <returns>Null where there is not enough gold.</returns>
    public static double? OnGold(JudgementSet set, CrowdModel crowd)
    {
        int[] items = [.. Enumerable.Range(0, set.ItemCount)
            .Where(item => set.GoldOf(item) >= 0 && !set.RowsOf(item).IsEmpty)];
        return items.Length < GoldMin ? null : Candidates.MinBy(correlation => LogLoss(set, crowd, items, correlation));
    }

    private static double LogLoss(JudgementSet set, CrowdModel crowd, int[] items, double correlation)
    {
        var row = crowd.PaddedRow();
        var loss = 0.0;
        foreach (var item in items)
        {
            crowd.WeighEvidence(set, item, ItemPosterior.Weight(set.OpinionsOf(item), correlation), row);
            PaddedRows.Softmax(row);
            loss -= Math.Log(Math.Max(row[set.GoldOf(item)], TruthScore.ProbabilityMin));
        }
        return loss / items.Length;
    }
}
