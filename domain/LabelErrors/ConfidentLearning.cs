using ActiveLabel.Domain.Numerics;

namespace ActiveLabel.Domain.LabelErrors;

/// <summary>Finds wrong labels by what a model that did not see them predicts.</summary>
/// <remarks>
/// Northcutt, Jiang and Chuang, "Confident Learning", JAIR 2021. i given label, j true label, p[x,j] the model's
/// probability; t[j] self-confidence threshold (their equation 2), C[i,j] confident joint (1), Q[i,j] its calibration
/// (3). Pruned by noise rate: of the items labeled i, the n · Q[i,j] with the largest margin p[j] - p[i] (their 3.2).
/// </remarks>
public static class ConfidentLearning
{
    /// <param name="given">n labels, 0 to K - 1: the consensus.</param>
    /// <param name="predictions">n × K: out of sample, each row summing to one.</param>
    /// <param name="posteriors">n × K: P(truth | judgements), which the consensus was taken from.</param>
    /// <returns>The suspicious items, the largest margin first; empty when model and labels are of one mind.</returns>
    /// <exception cref="ArgumentException">The lengths do not fit each other.</exception>
    public static IReadOnlyList<LabelSuspicion> Suspect(
        IReadOnlyList<int> given, double[] predictions, double[] posteriors, int labelCount)
    {
        ArgumentNullException.ThrowIfNull(given);
        ArgumentNullException.ThrowIfNull(predictions);
        ArgumentNullException.ThrowIfNull(posteriors);
        if (predictions.Length != given.Count * labelCount || posteriors.Length != predictions.Length)
            throw new ArgumentException(
                $"{given.Count} labels of {labelCount} kinds need {given.Count * labelCount} probabilities, not "
                + $"{predictions.Length} and {posteriors.Length}.");
        var thresholds = Thresholds(given, predictions, labelCount);
        var joint = ConfidentJoint(given, predictions, thresholds);
        var prior = Prior(posteriors, labelCount);
        var suspects = new List<LabelSuspicion>();
        for (var i = 0; i < labelCount; i++)
        {
            var labeled = Enumerable.Range(0, given.Count).Where(item => given[item] == i).ToList();
            var confident = joint.AsSpan(i * labelCount, labelCount).ToArray().Sum();
            for (var j = 0; j < labelCount && confident > 0; j++)
                if (j != i)
                    suspects.AddRange(labeled
                        .Select(item => SuspicionOf(item, i, j, predictions, posteriors, prior))
                        .Where(suspicion => suspicion.Margin > 0)
                        .OrderByDescending(suspicion => suspicion.Margin).ThenBy(suspicion => suspicion.Item)
                        .Take((int)Math.Round(joint[(i * labelCount) + j] / confident * labeled.Count)));
        }
        // An item can be suspected of several labels; the likeliest counts.
        return [.. suspects.GroupBy(suspicion => suspicion.Item).Select(same => same.MaxBy(each => each.Margin)!)
            .OrderByDescending(suspicion => suspicion.Margin).ThenBy(suspicion => suspicion.Item)];
    }

    /// <summary>t[j]: how sure the model is of label j, on average over the items labeled so; (2).</summary>
    private static double[] Thresholds(IReadOnlyList<int> given, double[] predictions, int k)
    {
        var (sums, counts) = (new double[k], new int[k]);
        for (var item = 0; item < given.Count; item++)
        {
            sums[given[item]] += predictions[(item * k) + given[item]];
            counts[given[item]]++;
        }
        return [.. sums.Select((sum, j) => counts[j] == 0 ? double.PositiveInfinity : sum / counts[j])];
    }

    /// <summary>K × K: C[i,j], items labeled i of which the model is confidently sure that they are j; (1).</summary>
    private static double[] ConfidentJoint(IReadOnlyList<int> given, double[] predictions, double[] thresholds)
    {
        var k = thresholds.Length;
        var joint = new double[k * k];
        for (var item = 0; item < given.Count; item++)
        {
            var best = -1;
            for (var j = 0; j < k; j++)
                if (predictions[(item * k) + j] >= thresholds[j]
                    && (best < 0 || predictions[(item * k) + j] > predictions[(item * k) + best]))
                    best = j;
            if (best >= 0)
                joint[(given[item] * k) + best]++;
        }
        return joint;
    }

    private static LabelSuspicion SuspicionOf(
        int item, int i, int j, double[] predictions, double[] posteriors, double[] prior)
    {
        var k = prior.Length;
        var together = new double[k];
        for (var label = 0; label < k; label++)
            together[label] = posteriors[(item * k) + label] * predictions[(item * k) + label] / prior[label];
        Simplex.Normalise(together);
        return new(item, i, j, predictions[(item * k) + j] - predictions[(item * k) + i], 1 - together[i]);
    }

    private static double[] Prior(double[] posteriors, int k)
    {
        var prior = new double[k];
        Array.Fill(prior, 1);
        for (var cell = 0; cell < posteriors.Length; cell++)
            prior[cell % k] += posteriors[cell];
        Simplex.Normalise(prior);
        return prior;
    }
}
