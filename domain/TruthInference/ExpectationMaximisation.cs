namespace ActiveLabel.Domain.TruthInference;

/// <param name="Crowd">The parameters under which the last posterior was taken.</param>
/// <param name="LogLikelihood">Of all judgements under them, in nats.</param>
internal sealed record FittedModel(CrowdModel Crowd, double LogLikelihood, int Iterations);

/// <summary>
/// Expectation and maximisation for every model that says of a worker how he answers to each truth: from the shares of
/// the votes, E and M step in turn until the evidence gains no more.
/// </summary>
internal static class ExpectationMaximisation
{
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
        var eStep = new ExpectationStep(judgements);
        var evidence = double.NegativeInfinity;
        for (var iterations = 1; ; iterations++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var counts = eStep.Expect(crowd);
            var next = estimateCrowd(counts);
            var newEvidence = evidenceOf is null ? counts.LogLikelihood : evidenceOf(counts, crowd, next);
            if (newEvidence - evidence < tolerance * judgements.Count || iterations >= iterationsMax)
                return new(crowd, counts.LogLikelihood, iterations);
            (evidence, crowd) = (newEvidence, next);
        }
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
}
