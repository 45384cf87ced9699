namespace ActiveLabel.Domain.TruthInference;

/// <summary>What is believed of a worker's confusions before he judged.</summary>
public enum ConfusionPrior
{
    /// <summary>Nothing: Dawid and Skene's maximum likelihood.</summary>
    None = 0,

    /// <summary>The worker's one-coin accuracy and the crowd's mean confusion, with fixed weights.</summary>
    BackOff = 1,

    /// <summary>The Dirichlet distribution of the crowd's confusions, itself learned.</summary>
    Hierarchical = 2,
}

/// <param name="Tolerance">
/// Stops when the log-likelihood (without priors: <see cref="CrowdPriors.ComparableEvidence"/>) per judgement gains
/// less than this, in nats. A smaller one doubles the rounds and moves no mean over real crowds; a larger one begins to
/// cost accuracy.
/// </param>
/// <param name="Correlation">
/// Intra-item correlation ρ of judgements given the truth, 0 (independent) to 1; tempers what is reported, never the
/// estimation itself. Null: fitted on gold where there is enough of it, else what real crowds have
/// (<see cref="ItemPosterior.UsualCorrelation"/>).
/// </param>
/// <param name="FitsCorrelation">
/// Whether gold is a fair sample of the items: what reviewers decided is not, it was doubtful to begin with.
/// </param>
public sealed record DawidSkeneOptions(
    int IterationsMax = 100,
    double Tolerance = 1e-4,
    double? Correlation = null,
    ConfusionPrior Prior = ConfusionPrior.Hierarchical,
    bool FitsCorrelation = true)
{
    /// <summary>The method of 1979: no priors, no tempering. Far too sure of itself; use it to compare.</summary>
    public static DawidSkeneOptions Plain { get; } = new(
        Tolerance: 1e-5, Correlation: 0, Prior: ConfusionPrior.None);
}

/// <summary>
/// Truth inference from confusion matrices, by expectation and maximisation: the product's default with the prior that
/// is learned from the crowd.
/// </summary>
/// <remarks>
/// i item, w worker, k true label, l judged label; q[i,k] posterior, p[k] prior, V[w,l,k] = P(w says l | truth is k).
/// Equation numbers: Dawid and Skene, 1979: E step (2.5) in <see cref="ExpectationMaximisation"/>, M step (2.3) and
/// (2.4) with the priors in <see cref="HierarchicalPriors"/> and <see cref="CrowdPriors"/>.
/// </remarks>
public sealed class DawidSkene(DawidSkeneOptions options) : ITruthInference
{
    public TruthEstimate Infer(JudgementSet set, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(set);
        var fitted = FitModel(set, cancellationToken);
        var correlation = options.Correlation
            ?? (options.FitsCorrelation ? CorrelationFit.OnGold(set, fitted.Crowd) : null)
            ?? ItemPosterior.UsualCorrelation(set.LabelCount);
        return TruthEstimate.Of(set, fitted, correlation);
    }

    /// <summary>
    /// The same for judgements that need not fit in memory: what is known of the crowd, from which the posterior of
    /// any block follows. A correlation that is not given is what real crowds have.
    /// </summary>
    /// <exception cref="OperationCanceledException">The token was cancelled between two rounds.</exception>
    public FittedCrowd Fit(IJudgementBlocks judgements, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(judgements);
        return new(
            FitModel(judgements, cancellationToken),
            options.Correlation ?? ItemPosterior.UsualCorrelation(judgements.LabelCount));
    }

    private FittedModel FitModel(IJudgementBlocks judgements, CancellationToken cancellationToken)
        => options.Prior switch
        {
            ConfusionPrior.None => Run(
                judgements,
                counts => CrowdPriors.Plain(judgements, counts),
                cancellationToken,
                CrowdPriors.ComparableEvidence),
            ConfusionPrior.BackOff => Run(
                judgements, counts => CrowdPriors.BackOff(judgements, counts), cancellationToken),
            _ => Run(judgements, new HierarchicalPriors(judgements).Estimate, cancellationToken),
        };

    private FittedModel Run(
        IJudgementBlocks judgements,
        Func<ExpectedCounts, CrowdModel> mStep,                                   // (2.3) and (2.4)
        CancellationToken cancellationToken,
        Func<ExpectedCounts, CrowdModel, CrowdModel, double>? evidenceOf = null)
        => ExpectationMaximisation.Run(
            judgements, mStep, options.IterationsMax, options.Tolerance, cancellationToken, evidenceOf);
}
