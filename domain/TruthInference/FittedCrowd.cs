namespace ActiveLabel.Domain.TruthInference;

/// <summary>What is known of a crowd after its judgements. K labels, W workers.</summary>
public sealed class FittedCrowd
{
    private readonly CrowdModel _crowd;
    private readonly double[] _confusion;
    private readonly double _correlation;

    internal FittedCrowd(FittedModel fitted, double correlation)
    {
        (_crowd, _correlation, Iterations) = (fitted.Crowd, correlation, fitted.Iterations);
        _confusion = fitted.Crowd.ConfusionByTruth();
    }

    /// <summary>Rounds of expectation and maximisation that were run.</summary>
    public int Iterations { get; }

    /// <summary>K: how frequent the labels are.</summary>
    public double[] LabelPrior => _crowd.LabelPrior;

    /// <returns>K × K: at [k, l], what is expected of a worker of this crowd who has not judged yet.</returns>
    public double[] NewcomerConfusion() => ConfusionOf(_confusion.Length / Cells - 1).ToArray();

    /// <param name="judgementCount">How often the worker judged.</param>
    /// <returns>How far the worker can be relied on.</returns>
    public WorkerReliability ReliabilityOf(int worker, int judgementCount)
        => WorkerReliability.From(LabelPrior, ConfusionOf(worker), judgementCount);

    /// <returns>n × K: the posterior of each item of a block of those that it was fitted to, tempered.</returns>
    public double[] PosteriorOf(JudgementSet block) => ExpectationMaximisation.PosteriorOf(block, _crowd, _correlation);

    private int Cells => LabelPrior.Length * LabelPrior.Length;

    private ReadOnlySpan<double> ConfusionOf(int worker) => _confusion.AsSpan(worker * Cells, Cells);
}
