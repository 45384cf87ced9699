using ActiveLabel.Domain.Numerics;

namespace ActiveLabel.Domain.TruthInference;

/// <summary>
/// Every judgement counts alike: the posterior is the share of the votes, ties fall to the first label. The confusions
/// it reports are measured against those shares and take no part in them.
/// </summary>
public sealed class MajorityVote : ITruthInference
{
    public TruthEstimate Infer(JudgementSet set, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(set);
        cancellationToken.ThrowIfCancellationRequested();
        return TruthEstimate.MeasuredBy(set, Shares(set), iterations: 0);
    }

    /// <returns>
    /// n × K: of each item, the shares of its votes; gold is certain, an item nobody judged is level.
    /// </returns>
    internal static double[] Shares(JudgementSet set)
    {
        var k = set.LabelCount;
        var shares = new double[set.ItemCount * k];
        for (var item = 0; item < set.ItemCount; item++)
            Share(set, item, shares.AsSpan(item * k, k));
        return shares;
    }

    /// <summary>The counts that follow from vote shares: where expectation and maximisation starts.</summary>
    internal static ExpectedCounts Count(IJudgementBlocks judgements)
    {
        var counts = new ExpectedCounts(judgements.WorkerCount, judgements.LabelCount);
        var shares = new double[PaddedRows.Stride(judgements.LabelCount)];
        foreach (var set in judgements.Blocks())
            for (var item = 0; item < set.ItemCount; item++)
            {
                Share(set, item, shares.AsSpan(0, set.LabelCount));
                counts.Add(set, item, shares, logLikelihood: 0);
            }
        return counts;
    }

    private static void Share(JudgementSet set, int item, Span<double> shares)
    {
        shares.Clear();
        if (set.GoldOf(item) is >= 0 and var gold)
            shares[gold] = 1;
        else
            foreach (var row in set.RowsOf(item))
                shares[row % shares.Length]++;
        Simplex.Normalise(shares);
    }
}
