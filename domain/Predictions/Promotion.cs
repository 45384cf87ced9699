using System.Globalization;
using ActiveLabel.Domain.Sizing;

namespace ActiveLabel.Domain.Predictions;

/// <summary>Whether a candidate takes the place of the model that serves.</summary>
/// <param name="Reason">In words, with the numbers it rests on.</param>
public sealed record Promotion(bool Promotes, string Reason)
{
    /// <summary>Fewer control items cannot tell two models apart.</summary>
    public const int ControlItemsMin = 10;

    private const double Normal95 = 1.6449;

    /// <summary>
    /// A candidate serves unless it is worse on the control arm: unless the mean of its paired differences in log loss
    /// is above zero by more than chance explains at 5 %. It has seen more labels, so a tie goes to the candidate.
    /// </summary>
    /// <param name="candidate">n × K by rows: its predictions of the control items.</param>
    /// <param name="serving">n × K by rows: those of the model that serves; null when none does.</param>
    /// <param name="truth">n: the consensus of the control items.</param>
    public static Promotion Decide(
        IReadOnlyList<float[]> candidate, IReadOnlyList<float[]>? serving, IReadOnlyList<int> truth)
    {
        ArgumentNullException.ThrowIfNull(candidate);
        ArgumentNullException.ThrowIfNull(truth);
        if (serving is null)
            return new(true, "The first model: it serves.");
        if (truth.Count < ControlItemsMin)
            return new(true, $"Promoted unseen: {truth.Count} control items are done, too few to compare models.");
        var differences = new double[truth.Count];
        for (var item = 0; item < differences.Length; item++)
            differences[item] = ControlMeasurement.LogOf(serving[item], truth[item])
                - ControlMeasurement.LogOf(candidate[item], truth[item]);
        var mean = differences.Average();
        var variance = differences.Sum(d => (d - mean) * (d - mean)) / (differences.Length - 1);
        var bound = Normal95 * Math.Sqrt(variance / differences.Length);
        var comparison = string.Create(
            CultureInfo.InvariantCulture,
            $"log loss {mean:+0.0000;-0.0000} nats against the serving model on {truth.Count} control items, "
            + $"where chance explains {bound:0.0000}");
        return mean > bound ? new(false, $"Rejected: {comparison}.") : new(true, $"Promoted: {comparison}.");
    }
}
