using ActiveLabel.Domain.Numerics;

namespace ActiveLabel.Domain.Calibration;

/// <summary>The few labels among which the true one is, as often as was promised.</summary>
/// <remarks>
/// Split conformal prediction (Sadinle, Lei and Wasserman, JASA 2019): s = 1 - P(true label) over n items that the
/// model never saw; the threshold of coverage 1 - α is the ⌈(n + 1)(1 - α)⌉-th smallest s, and a set has the labels
/// whose 1 - p is at most that. It holds for items drawn like those n, however wrong the probabilities are.
/// </remarks>
public static class ConformalSets
{
    /// <summary>Shares of items whose set holds the true label, that there are thresholds for.</summary>
    public static IReadOnlyList<double> Coverages { get; } = [0.8, 0.9, 0.95, 0.99];

    /// <param name="predictions">n × K by rows.</param>
    /// <param name="truth">n.</param>
    /// <returns>One for each of <see cref="Coverages"/>; 1, which leaves out nothing, where n is too small for it.
    /// </returns>
    public static double[] ThresholdsOf(IReadOnlyList<float[]> predictions, IReadOnlyList<int> truth)
    {
        ArgumentNullException.ThrowIfNull(predictions);
        ArgumentNullException.ThrowIfNull(truth);
        double[] scores = [.. truth.Select((label, item) => 1.0 - predictions[item][label]).Order()];
        return [.. Coverages.Select(coverage =>
        {
            // What is a whole number but for rounding is not rounded up.
            var place = (int)Math.Ceiling(((scores.Length + 1) * coverage) - 1e-9);
            return place > scores.Length ? 1 : scores[place - 1];
        })];
    }

    /// <returns>The labels of the set, the most probable first; never none.</returns>
    public static IReadOnlyList<int> Of(IReadOnlyList<float> probabilities, double threshold)
    {
        ArgumentNullException.ThrowIfNull(probabilities);
        var top = Simplex.Top<float>([.. probabilities]);
        return [.. Enumerable.Range(0, probabilities.Count)
            .Where(label => label == top || 1.0 - probabilities[label] <= threshold)
            .OrderByDescending(label => probabilities[label]).ThenBy(label => label)];
    }
}
