using System.Numerics.Tensors;

namespace ActiveLabel.Domain.TruthInference;

/// <summary>How good posteriors are, measured on items whose truth is known.</summary>
/// <param name="Items">How many items were measured.</param>
/// <param name="Accuracy">
/// The share of items whose top label is the truth; of m labels that share the top, the truth counts 1 / m.
/// </param>
/// <param name="LogLoss">Mean of -ln P(truth), in nats; probabilities below 1e-6 count as 1e-6.</param>
/// <param name="CalibrationError">
/// Expected calibration error of the top probability over 15 bins of equal width, 0 (calibrated) to 1.
/// </param>
public sealed record TruthScore(int Items, double Accuracy, double LogLoss, double CalibrationError)
{
    public const double ProbabilityMin = 1e-6;
    public const int Bins = 15;

    /// <summary>Top probabilities that differ by less are level.</summary>
    private const double Tie = 1e-12;

    /// <param name="truth">
    /// One label an item of the estimate, or <see cref="JudgementSet.Unknown"/>. K or more is a label that the estimate
    /// does not know: the item is wrong, with nothing on the truth.
    /// </param>
    /// <returns>Null when no truth is known.</returns>
    public static TruthScore? Of(TruthEstimate estimate, ReadOnlySpan<int> truth)
    {
        ArgumentNullException.ThrowIfNull(estimate);
        if (truth.Length != estimate.ItemCount)
            throw new ArgumentException($"{truth.Length} truths for {estimate.ItemCount} items.", nameof(truth));
        var (items, right, loss) = (0, 0.0, 0.0);
        var gaps = new double[Bins];
        for (var item = 0; item < truth.Length; item++)
        {
            if (truth[item] == JudgementSet.Unknown)
                continue;
            var posterior = estimate.PosteriorOf(item);
            var top = Math.Min(1, TensorPrimitives.Max(posterior));
            var onTruth = truth[item] < posterior.Length ? posterior[truth[item]] : 0;
            var share = ShareOfTop(posterior, onTruth, top);
            items++;
            right += share;
            loss -= Math.Log(Math.Max(onTruth, ProbabilityMin));
            gaps[Math.Clamp((int)Math.Ceiling(top * Bins) - 1, 0, Bins - 1)] += share - top;
        }
        return items == 0 ? null : new(items, right / items, loss / items, gaps.Sum(Math.Abs) / items);
    }

    private static double ShareOfTop(ReadOnlySpan<double> posterior, double onTruth, double top)
    {
        if (onTruth < top - Tie)
            return 0;
        var level = 0;
        foreach (var probability in posterior)
            level += probability >= top - Tie ? 1 : 0;
        return 1.0 / level;
    }
}
