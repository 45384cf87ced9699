namespace ActiveLabel.Domain.TruthInference;

/// <summary>What the judgements say about the truth and about their authors.</summary>
/// <param name="Posterior">n × K by rows: P(truth of item i is k | judgements), tempered.</param>
/// <param name="Labels">n: the most probable label of each item.</param>
/// <param name="LabelPrior">K: how frequent the labels are.</param>
/// <param name="Confusion">W × K × K: at [w, k, l], P(worker w says l | truth is k).</param>
/// <param name="Iterations">Rounds of expectation and maximisation that were run.</param>
public sealed record TruthEstimate(
    double[] Posterior, int[] Labels, double[] LabelPrior, double[] Confusion, int Iterations);
