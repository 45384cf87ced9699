using ActiveLabel.Domain.Numerics;

namespace ActiveLabel.Domain.TruthInference;

/// <summary>What the judgements say about the truth and about their authors. K labels, n items, W workers.</summary>
public sealed class TruthEstimate
{
    internal TruthEstimate(
        JudgementSet set, CrowdModel crowd, double[] posterior, double logLikelihood, int iterations)
    {
        (Posterior, LogLikelihood, Iterations) = (posterior, logLikelihood, iterations);
        LabelPrior = crowd.LabelPrior;
        Labels = new int[set.ItemCount];
        for (var item = 0; item < Labels.Length; item++)
            Labels[item] = Simplex.Top(PosteriorOf(item));
        JudgementCounts = set.CountByWorker();
        var confusion = crowd.ConfusionByTruth();
        var newcomerFrom = set.WorkerCount * set.LabelCount * set.LabelCount;
        (Confusion, NewcomerConfusion) = (confusion[..newcomerFrom], confusion[newcomerFrom..]);
    }

    /// <summary>What the fitted crowd says, tempered with the correlation.</summary>
    internal static TruthEstimate Of(JudgementSet set, FittedModel fitted, double correlation = 0)
        => new(
            set,
            fitted.Crowd,
            ExpectationMaximisation.PosteriorOf(set, fitted.Crowd, correlation),
            fitted.LogLikelihood,
            fitted.Iterations)
        {
            Correlation = correlation,
        };

    /// <summary>
    /// A posterior of a method that has no confusions of its own: the workers are measured against it.
    /// </summary>
    internal static TruthEstimate MeasuredBy(JudgementSet set, double[] posterior, int iterations)
    {
        var crowd = CrowdPriors.BackOff(set, ExpectedCounts.Of(set, posterior));
        var logLikelihood = new ExpectationStep(set).Expect(crowd).LogLikelihood;
        return new(set, crowd, posterior, logLikelihood, iterations);
    }

    public int LabelCount => LabelPrior.Length;
    public int ItemCount => Labels.Length;
    public int WorkerCount => JudgementCounts.Length;

    /// <summary>
    /// n × K by rows: P(truth of item i is k | judgements), tempered. An item without judgements has the label prior;
    /// a gold item is certain.
    /// </summary>
    public double[] Posterior { get; }

    /// <summary>n: the most probable label, the first of equals.</summary>
    public int[] Labels { get; }

    /// <summary>K: how frequent the labels are.</summary>
    public double[] LabelPrior { get; }

    /// <summary>W × K × K: at [w, k, l], P(worker w says l | truth is k).</summary>
    public double[] Confusion { get; }

    /// <summary>K × K: at [k, l], what is expected of a worker of this crowd who has not judged yet.</summary>
    public double[] NewcomerConfusion { get; }

    /// <summary>W: how often each worker judged.</summary>
    public int[] JudgementCounts { get; }

    /// <summary>ln P(judgements) under the label prior and the confusions, untempered; in nats.</summary>
    public double LogLikelihood { get; }

    /// <summary>
    /// The intra-item correlation by which the posterior is tempered, 0 where the method has no tempering.
    /// </summary>
    public double Correlation { get; internal init; }

    /// <summary>Rounds of expectation and maximisation that were run.</summary>
    public int Iterations { get; }

    /// <returns>The label of the item.</returns>
    public int Top(int item) => Labels[item];

    /// <returns>K probabilities that sum to one.</returns>
    public ReadOnlySpan<double> PosteriorOf(int item) => Posterior.AsSpan(item * LabelCount, LabelCount);

    /// <returns>K × K: at [k, l], P(the worker says l | truth is k).</returns>
    public ReadOnlySpan<double> ConfusionOf(int worker)
        => Confusion.AsSpan(worker * LabelCount * LabelCount, LabelCount * LabelCount);

    /// <returns>How far the worker can be relied on.</returns>
    public WorkerReliability ReliabilityOf(int worker)
        => WorkerReliability.From(LabelPrior, ConfusionOf(worker), JudgementCounts[worker]);
}
