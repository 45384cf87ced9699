using ActiveLabel.Domain.Numerics;

namespace ActiveLabel.Domain.TruthInference;

/// <param name="Tolerance">Stops when the log-likelihood per judgement gains less than this, in nats.</param>
/// <param name="Correlation">
/// Intra-item correlation ρ of judgements given the truth, 0 (independent) to 1; tempers what is reported, never the
/// estimation itself.
/// </param>
/// <param name="BacksOff">
/// With priors that back off to the crowd; without them it is Dawid and Skene's maximum likelihood, for comparison.
/// </param>
public sealed record DawidSkeneOptions(
    int IterationsMax = 100,
    double Tolerance = 1e-5,
    double Correlation = ItemPosterior.DefaultCorrelation,
    bool BacksOff = true)
{
    /// <summary>The method of 1979: no priors, no tempering. Far too sure of itself; use it to compare.</summary>
    public static DawidSkeneOptions Plain { get; } = new(Correlation: 0, BacksOff: false);
}

/// <summary>
/// Truth inference from confusion matrices, by expectation and maximisation with priors that back off: from a worker's
/// own counts to the worker's one-coin accuracy and to the crowd's confusion.
/// </summary>
/// <remarks>
/// i item, w worker, k true label, l judged label; q[i,k] posterior, p[k] prior, V[w,l,k] = P(w says l | truth is k).
/// Equation numbers: Dawid and Skene, 1979; the priors are in <see cref="CrowdPriors"/>. The E step is fused with the
/// counting of the next M step: one pass over the judgements a round.
/// </remarks>
public sealed class DawidSkene(DawidSkeneOptions options) : ITruthInference
{
    public TruthEstimate Infer(JudgementSet set, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(set);
        var crowd = EstimateCrowd(set, MajorityVote.Count(set));
        var logLikelihood = double.NegativeInfinity;
        var iterations = 0;
        while (iterations < Math.Max(1, options.IterationsMax))
        {
            cancellationToken.ThrowIfCancellationRequested();
            iterations++;
            var counts = EstimatePosterior(set, crowd);                          // E step, (2.5)
            var gain = counts.LogLikelihood - logLikelihood;
            logLikelihood = counts.LogLikelihood;
            if (gain < options.Tolerance * set.Count || iterations == options.IterationsMax)
                break;
            crowd = EstimateCrowd(set, counts);                                  // M step, (2.3) and (2.4)
        }
        return Report(set, crowd, logLikelihood, iterations);
    }

    private CrowdModel EstimateCrowd(JudgementSet set, ExpectedCounts counts)
        => options.BacksOff ? CrowdPriors.BackOff(set, counts) : CrowdPriors.Plain(set, counts);

    private static ExpectedCounts EstimatePosterior(JudgementSet set, CrowdModel crowd)
    {
        var counts = new ExpectedCounts(set.WorkerCount, set.LabelCount);
        var posterior = crowd.PaddedRow();
        for (var item = 0; item < set.ItemCount; item++)
            counts.Add(set, item, posterior, crowd.EstimatePosterior(set, item, weight: 1, posterior));
        return counts;
    }

    private TruthEstimate Report(JudgementSet set, CrowdModel crowd, double logLikelihood, int iterations)
    {
        var k = set.LabelCount;
        var (posterior, labels) = (new double[set.ItemCount * k], new int[set.ItemCount]);
        var row = crowd.PaddedRow();
        for (var item = 0; item < set.ItemCount; item++)
        {
            crowd.EstimatePosterior(set, item, weight: 1, row);
            labels[item] = Simplex.Top(row.AsSpan(0, k));
            var weight = ItemPosterior.Weight(set.ItemOffsets[item + 1] - set.ItemOffsets[item], options.Correlation);
            crowd.EstimatePosterior(set, item, weight, row);
            row.AsSpan(0, k).CopyTo(posterior.AsSpan(item * k));
        }
        return new(set, crowd, posterior, labels, logLikelihood, iterations);
    }
}
