namespace ActiveLabel.Domain.TruthInference;

/// <summary>What the judgements say about the truth and about their authors. K labels, n items, W workers.</summary>
public sealed class TruthEstimate
{
    internal TruthEstimate(
        JudgementSet set, CrowdModel crowd, double[] posterior, int[] labels, double logLikelihood, int iterations)
    {
        (Posterior, Labels, LogLikelihood, Iterations) = (posterior, labels, logLikelihood, iterations);
        LabelPrior = crowd.LabelPrior;
        JudgementCounts = set.CountByWorker();
        var confusion = crowd.ConfusionByTruth();
        var newcomerFrom = set.WorkerCount * set.LabelCount * set.LabelCount;
        (Confusion, NewcomerConfusion) = (confusion[..newcomerFrom], confusion[newcomerFrom..]);
    }

    public int LabelCount => LabelPrior.Length;
    public int ItemCount => Labels.Length;
    public int WorkerCount => JudgementCounts.Length;

    /// <summary>
    /// n × K by rows: P(truth of item i is k | judgements), tempered. An item without judgements has the label prior;
    /// a gold item is certain.
    /// </summary>
    public double[] Posterior { get; }

    /// <summary>n: the most probable label before tempering; it can differ from the top of the tempered row.</summary>
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
