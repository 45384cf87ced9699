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
        var k = set.LabelCount;
        var crowd = CrowdPriors.BackOff(set, Count(set));
        var (posterior, labels) = (new double[set.ItemCount * k], new int[set.ItemCount]);
        var row = crowd.PaddedRow();
        var logLikelihood = 0.0;
        for (var item = 0; item < set.ItemCount; item++)
        {
            logLikelihood += crowd.EstimatePosterior(set, item, weight: 1, row);
            Share(set, item, posterior.AsSpan(item * k, k));
            labels[item] = Simplex.Top(posterior.AsSpan(item * k, k));
        }
        return new(set, crowd, posterior, labels, logLikelihood, iterations: 0);
    }

    /// <summary>The counts that follow from vote shares: where expectation and maximisation starts.</summary>
    internal static ExpectedCounts Count(JudgementSet set)
    {
        var counts = new ExpectedCounts(set.WorkerCount, set.LabelCount);
        var shares = new double[PaddedRows.Stride(set.LabelCount)];
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
            for (var j = set.ItemOffsets[item]; j < set.ItemOffsets[item + 1]; j++)
                shares[set.Labels[j]]++;
        Simplex.Normalise(shares);
    }
}
