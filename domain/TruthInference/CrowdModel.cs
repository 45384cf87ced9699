using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using ActiveLabel.Domain.Numerics;

namespace ActiveLabel.Domain.TruthInference;

/// <summary>
/// The parameters of Dawid and Skene's model, one round's: the label prior and the confusion of W workers and of one
/// newcomer behind them.
/// </summary>
/// <remarks>
/// w worker, k true label, l judged label; p[k] prior, V[w,l,k] = P(w says l | truth is k). The table is laid out by
/// judged label, because that is how a judgement reads it: K neighbouring numbers, one a truth.
/// </remarks>
internal sealed class CrowdModel
{
    private readonly double[] _logPrior;
    private readonly double[] _logConfusion;

    /// <param name="confusion">(W + 1) × K × K: V[w,l,k].</param>
    public CrowdModel(double[] labelPrior, double[] confusion)
    {
        (LabelPrior, Confusion) = (labelPrior, confusion);
        var k = labelPrior.Length;
        _logPrior = PaddedRows.Pad(Array.ConvertAll(labelPrior, Math.Log), k, double.NegativeInfinity);
        _logConfusion = PaddedRows.Pad(Array.ConvertAll(confusion, Math.Log), k, 0);
    }

    public double[] LabelPrior { get; }
    public double[] Confusion { get; }

    /// <returns>Room for the posterior of one item.</returns>
    public double[] PaddedRow() => new double[_logPrior.Length];

    /// <summary>
    /// q[i,k] ∝ (p[k] · ∏ V[w,l,k])^weight over the item's judgements, in log space; (2.5) where the weight is 1. Gold
    /// is certain.
    /// </summary>
    /// <param name="posterior">A padded row; what stands in the padding after K probabilities is next to 0.</param>
    /// <returns>The log-likelihood of the item's judgements when the weight is 1, in nats.</returns>
    public double EstimatePosterior(JudgementSet set, int item, double weight, Span<double> posterior)
    {
        WeighEvidence(set, item, weight, posterior);
        return set.GoldOf(item) is >= 0 and var gold ? BecomeCertain(posterior, gold) : PaddedRows.Softmax(posterior);
    }

    /// <summary>The logarithm of the same, without gold and up to a constant.</summary>
    public void WeighEvidence(JudgementSet set, int item, double weight, Span<double> logs)
    {
        var rows = set.RowsOf(item);
        ReadOnlySpan<double> answers = _logConfusion;
        var stride = _logPrior.Length;
        if (stride == Vector512<double>.Count)
        {
            // The rows of a set are checked when it is built; this loop is most of what a round costs.
            ref var table = ref MemoryMarshal.GetArrayDataReference(_logConfusion);
            var wide = Vector512.Create((ReadOnlySpan<double>)_logPrior);
            foreach (var row in rows)
                wide += Vector512.LoadUnsafe(ref table, (nuint)row * (nuint)Vector512<double>.Count);
            (wide * weight).CopyTo(logs);
        }
        for (var truth = 0; truth < stride && stride != Vector512<double>.Count; truth += PaddedRows.Width)
        {
            var sum = Vector256.Create((ReadOnlySpan<double>)_logPrior.AsSpan(truth));
            foreach (var row in rows)
                sum += Vector256.Create(answers.Slice((row * stride) + truth, PaddedRows.Width));
            (sum * weight).CopyTo(logs[truth..]);
        }
        if (set.HasPrediction(item))
            AddPrediction(set, item, weight, logs);
    }

    /// <summary>
    /// A model's prediction is one more opinion: trust · (ln m[i,k] - ln p[k]), because the model knows the label
    /// prior; with full trust m[i,k] takes its place.
    /// </summary>
    private void AddPrediction(JudgementSet set, int item, double weight, Span<double> logs)
    {
        var prediction = set.PredictionOf(item);
        for (var truth = 0; truth < prediction.Length; truth++)
            logs[truth] += weight * set.PredictionTrust
                * (Math.Log(Math.Max(prediction[truth], JudgementSet.PredictionMin)) - _logPrior[truth]);
    }

    /// <returns>(W + 1) × K × K: at [w,k,l], each row a distribution over what the worker says.</returns>
    public double[] ConfusionByTruth()
    {
        var k = LabelPrior.Length;
        var byTruth = new double[Confusion.Length];
        for (var from = 0; from < Confusion.Length; from += k * k)
            for (var truth = 0; truth < k; truth++)
                for (var label = 0; label < k; label++)
                    byTruth[from + (truth * k) + label] = Confusion[from + (label * k) + truth];
        return byTruth;
    }

    private static double BecomeCertain(Span<double> logs, int gold)
    {
        var logLikelihood = logs[gold];
        logs.Clear();
        logs[gold] = 1;
        return logLikelihood;
    }
}
