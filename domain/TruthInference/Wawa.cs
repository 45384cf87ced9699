using System.Numerics.Tensors;
using ActiveLabel.Domain.Numerics;

namespace ActiveLabel.Domain.TruthInference;

/// <summary>
/// Worker agreement with aggregate: a vote in which each worker's voice is his agreement with the plain majority.
/// </summary>
/// <remarks>
/// i item, w worker, l judged label. The rule is Appen's, described in its documentation and in crowd-kit: (1)
/// majority, (2) a[w] = share of w's judgements that agree with it, (3) score[i,l] = Σ a[w] over the judgements l of
/// item i, as shares. Labels that share the top of the majority count fractionally in (2). No priors.
/// </remarks>
public sealed class Wawa : ITruthInference
{
    public TruthEstimate Infer(JudgementSet set, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(set);
        cancellationToken.ThrowIfCancellationRequested();
        var shares = MajorityVote.Shares(set);                                   // (1)
        var agreement = MeasureAgreement(set, shares);                           // (2)
        return TruthEstimate.MeasuredBy(set, WeighVotes(set, shares, agreement), iterations: 1); // (3)
    }

    private static double[] MeasureAgreement(JudgementSet set, double[] shares)
    {
        var k = set.LabelCount;
        var (agreed, all) = (new double[set.WorkerCount], new double[set.WorkerCount]);
        for (var item = 0; item < set.ItemCount; item++)
        {
            var votes = shares.AsSpan(item * k, k);
            var top = TensorPrimitives.Max<double>(votes);
            var level = 0;
            foreach (var share in votes)
                level += share == top ? 1 : 0;
            foreach (var row in set.RowsOf(item))
            {
                agreed[row / k] += votes[row % k] == top ? 1.0 / level : 0;
                all[row / k]++;
            }
        }
        for (var worker = 0; worker < agreed.Length; worker++)
            agreed[worker] /= Math.Max(1, all[worker]);
        return agreed;
    }

    private static double[] WeighVotes(JudgementSet set, double[] shares, double[] agreement)
    {
        var k = set.LabelCount;
        var scores = new double[shares.Length];
        for (var item = 0; item < set.ItemCount; item++)
        {
            var own = scores.AsSpan(item * k, k);
            foreach (var row in set.RowsOf(item))
                own[row % k] += agreement[row / k];
            if (set.GoldOf(item) >= 0 || TensorPrimitives.Sum<double>(own) <= 0)
                shares.AsSpan(item * k, k).CopyTo(own);
            else
                Simplex.Normalise(own);
        }
        return scores;
    }
}
