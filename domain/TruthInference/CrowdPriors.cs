using System.Numerics.Tensors;
using ActiveLabel.Domain.Numerics;

namespace ActiveLabel.Domain.TruthInference;

/// <summary>The M step: expected counts to label prior and confusions, with priors that back off.</summary>
/// <remarks>
/// w worker, k true label, l judged label, n items, r judgements per judged item; C[w,l,k] expected counts. A worker's
/// own counts back off to his one-coin accuracy a[w] and to the crowd's confusion G (partial pooling as in Paun et al.,
/// TACL 2018). The terms in r keep the label prior and the confusions from feeding on each other while there are fewer
/// than about three judgements an item; they fade as r grows.
/// </remarks>
internal static class CrowdPriors
{
    /// <summary>Judgements' worth of belief that a worker is as accurate as the mean of all.</summary>
    public const double AccuracyWeight = 3;

    private const double OneCoinWeight = 2;
    private const double CrowdWeight = 1;
    private const double Floor = 0.01;
    private const double FadingRight = 3;
    private const double FadingWrong = 0.15;

    /// <summary>Keeps logarithms finite where nothing else is added to the counts.</summary>
    private const double PlainFloor = 1e-10;

    /// <summary>MAP estimates under the priors that back off.</summary>
    public static CrowdModel BackOff(IJudgementBlocks judgements, ExpectedCounts counts)
    {
        var (k, r) = (judgements.LabelCount, judgements.Redundancy());
        var labelPrior = EstimatePrior(counts, 1 + ((double)judgements.ItemCount / k / Math.Pow(r, 3)));      // (2.4)
        var answers = counts.Answers();
        var (crowd, accuracies) = (CrowdConfusion(answers, k), Accuracies(answers, k));
        double[] confusion = [.. answers, .. new double[k * k]];
        for (var worker = 0; worker <= judgements.WorkerCount; worker++)                                      // (2.3)
        {
            var own = confusion.AsSpan(worker * k * k, k * k);
            for (var label = 0; label < k; label++)
                for (var truth = 0; truth < k; truth++)
                {
                    var isRight = label == truth;
                    var oneCoin = isRight ? accuracies[worker] : (1 - accuracies[worker]) / (k - 1);
                    own[(label * k) + truth] += (OneCoinWeight * oneCoin)
                        + (CrowdWeight * crowd[(label * k) + truth])
                        + Floor + ((isRight ? FadingRight : FadingWrong) / (r * r));
                }
            NormaliseByTruth(own, k);
        }
        return new(labelPrior, confusion);
    }

    /// <summary>
    /// Maximum likelihood: Dawid and Skene's own estimates. Where a worker met a true label never, the labels that he
    /// gave at all are level there. A newcomer is as the crowd.
    /// </summary>
    public static CrowdModel Plain(IJudgementBlocks judgements, ExpectedCounts counts)
    {
        var k = judgements.LabelCount;
        var answers = counts.Answers();
        double[] confusion = [.. answers, .. CrowdConfusion(answers, k)];
        for (var worker = 0; worker < judgements.WorkerCount; worker++)
        {
            var own = confusion.AsSpan(worker * k * k, k * k);
            for (var label = 0; label < k; label++)
            {
                var said = own.Slice(label * k, k);
                if (TensorPrimitives.Sum<double>(said) > 0)
                    TensorPrimitives.Max(said, PlainFloor, said);
            }
            NormaliseByTruth(own, k);
            TensorPrimitives.Max(own, PlainFloor, own);
        }
        return new(EstimatePrior(counts, PlainFloor), confusion);
    }

    /// <summary>
    /// What the plain method stops by, in nats: Σ C[w,l,k] (ln V'[w,l,k] + ln p'[k]) + H(q), the evidence lower bound
    /// with the label prior counted once a judgement instead of once an item. It is the bound of crowd-kit, in public
    /// use: with it the plain method ends after the same round, and its results can be compared.
    /// </summary>
    /// <param name="counts">Of the posterior q that <paramref name="crowd"/> gave.</param>
    /// <param name="next">The estimates p' and V' from those counts.</param>
    public static double ComparableEvidence(ExpectedCounts counts, CrowdModel crowd, CrowdModel next)
    {
        var (k, answers, truths) = (next.LabelPrior.Length, counts.Answers(), counts.Truths());
        var entropy = counts.LogLikelihood;
        for (var truth = 0; truth < k; truth++)
            entropy -= truths[truth] * Math.Log(crowd.LabelPrior[truth]);
        var expectation = 0.0;
        for (var cell = 0; cell < answers.Length; cell++)
            if (answers[cell] > 0)
            {
                entropy -= answers[cell] * Math.Log(crowd.Confusion[cell]);
                expectation += answers[cell] * (Math.Log(next.Confusion[cell]) + Math.Log(next.LabelPrior[cell % k]));
            }
        return expectation + entropy;
    }

    public static double[] EstimatePrior(ExpectedCounts counts, double pseudoCount)
    {
        var labelPrior = Array.ConvertAll(counts.Truths(), count => count + pseudoCount);
        Simplex.Normalise(labelPrior);
        return labelPrior;
    }

    /// <summary>K × K: G[l,k], all workers taken together.</summary>
    public static double[] CrowdConfusion(double[] answers, int k)
    {
        var crowd = new double[k * k];
        for (var from = 0; from < answers.Length; from += k * k)
            for (var cell = 0; cell < crowd.Length; cell++)
                crowd[cell] += answers[from + cell];
        for (var cell = 0; cell < crowd.Length; cell++)
            crowd[cell] += cell / k == cell % k ? 1.5 : 0.5;
        NormaliseByTruth(crowd, k);
        return crowd;
    }

    /// <summary>W + 1: each worker's share of right judgements, drawn towards the mean of all judgements.</summary>
    private static double[] Accuracies(double[] answers, int k)
    {
        var workerCount = answers.Length / (k * k);
        var (right, all) = (new double[workerCount + 1], new double[workerCount + 1]);
        for (var worker = 0; worker < workerCount; worker++)
        {
            var own = answers.AsSpan(worker * k * k, k * k);
            for (var cell = 0; cell < own.Length; cell++)
            {
                all[worker] += own[cell];
                right[worker] += cell / k == cell % k ? own[cell] : 0;
            }
        }
        var mean = all.Sum() > 0 ? right.Sum() / all.Sum() : 1.0 / k;
        for (var worker = 0; worker <= workerCount; worker++)
            right[worker] = (right[worker] + (AccuracyWeight * mean)) / (all[worker] + AccuracyWeight);
        return right;
    }

    /// <summary>Makes P(l | k) of table [l,k] sum to one over the judged labels.</summary>
    public static void NormaliseByTruth(Span<double> table, int k)
    {
        for (var truth = 0; truth < k; truth++)
        {
            var sum = 0.0;
            for (var cell = truth; cell < table.Length; cell += k)
                sum += table[cell];
            for (var cell = truth; cell < table.Length; cell += k)
                table[cell] = sum > 0 ? table[cell] / sum : 1.0 / k;
        }
    }
}
