namespace ActiveLabel.Domain.TruthInference;

/// <param name="Crowd">The parameters under which the last posterior was taken.</param>
/// <param name="LogLikelihood">Of all judgements under them, in nats.</param>
internal sealed record FittedModel(CrowdModel Crowd, double LogLikelihood, int Iterations);

/// <summary>
/// Expectation and maximisation for every model that says of a worker how he answers to each truth: from the shares of
/// the votes, E and M step in turn until the evidence gains no more.
/// </summary>
/// <remarks>
/// The E step is fused with the counting of the next M step: one pass over the judgements a round, in a fixed number of
/// parts that depends on the set alone, so that more cores give the same bits.
/// </remarks>
internal static class ExpectationMaximisation
{
    private const int PartsMax = 8;

    /// <param name="estimateCrowd">The M step.</param>
    /// <param name="tolerance">Ends when the evidence per judgement gains less than this, in nats.</param>
    /// <param name="evidenceOf">
    /// What is to grow, from the counts, the parameters they were taken under and those estimated from them; the
    /// log-likelihood where it is not given.
    /// </param>
    public static FittedModel Run(
        IJudgementBlocks judgements,
        Func<ExpectedCounts, CrowdModel> estimateCrowd,
        int iterationsMax,
        double tolerance,
        CancellationToken cancellationToken,
        Func<ExpectedCounts, CrowdModel, CrowdModel, double>? evidenceOf = null)
    {
        var crowd = estimateCrowd(MajorityVote.Count(judgements));
        var evidence = double.NegativeInfinity;
        for (var iterations = 1; ; iterations++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var counts = Expect(judgements, crowd);
            var next = estimateCrowd(counts);
            var newEvidence = evidenceOf is null ? counts.LogLikelihood : evidenceOf(counts, crowd, next);
            if (newEvidence - evidence < tolerance * judgements.Count || iterations >= iterationsMax)
                return new(crowd, counts.LogLikelihood, iterations);
            (evidence, crowd) = (newEvidence, next);
        }
    }

    /// <summary>The E step: what the M step needs of q[i,k] ∝ p[k] ∏ V[w,l,k].</summary>
    public static ExpectedCounts Expect(IJudgementBlocks judgements, CrowdModel crowd)
    {
        var counts = new ExpectedCounts(judgements.WorkerCount, judgements.LabelCount);
        foreach (var block in judgements.Blocks())
            counts.Add(ExpectBlock(block, crowd));
        return counts;
    }

    private static ExpectedCounts ExpectBlock(JudgementSet set, CrowdModel crowd)
    {
        var parts = new ExpectedCounts[PartsOf(set)];
        var size = (set.ItemCount + parts.Length - 1) / parts.Length;
        void ExpectPart(int part)
        {
            var counts = new ExpectedCounts(set.WorkerCount, set.LabelCount);
            var posterior = crowd.PaddedRow();
            var end = Math.Min(set.ItemCount, (part + 1) * size);
            for (var item = part * size; item < end; item++)
                counts.Add(set, item, posterior, crowd.EstimatePosterior(set, item, weight: 1, posterior));
            parts[part] = counts;
        }
        if (parts.Length == 1)
            ExpectPart(0);
        else
            Parallel.For(0, parts.Length, ExpectPart);
        foreach (var part in parts.AsSpan(1))
            parts[0].Add(part);
        return parts[0];
    }

    /// <returns>n × K: the posterior of every item, each tempered with the weight of its number of opinions.</returns>
    public static double[] PosteriorOf(JudgementSet set, CrowdModel crowd, double correlation)
    {
        var k = set.LabelCount;
        var posterior = new double[set.ItemCount * k];
        var row = crowd.PaddedRow();
        for (var item = 0; item < set.ItemCount; item++)
        {
            crowd.EstimatePosterior(set, item, ItemPosterior.Weight(set.OpinionsOf(item), correlation), row);
            row.AsSpan(0, k).CopyTo(posterior.AsSpan(item * k));
        }
        return posterior;
    }

    /// <summary>A power of two; the tables of all parts take no more memory than the judgements do.</summary>
    private static int PartsOf(JudgementSet set)
    {
        var parts = 1;
        while (parts < PartsMax && 2 * parts * ExpectedCounts.BytesOf(set) <= 4L * set.Count)
            parts *= 2;
        return parts;
    }
}
