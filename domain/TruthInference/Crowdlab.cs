using System.Numerics.Tensors;
using ActiveLabel.Domain.Numerics;

namespace ActiveLabel.Domain.TruthInference;

/// <summary>
/// Multi-annotator consensus with a classifier: the model's prediction and each worker's label are averaged, each with
/// a weight that says how much better than guessing the commonest label it is.
/// </summary>
/// <remarks>
/// i item, w worker, k label; A accuracy against the majority, on items with more than one judgement. CROWDLAB: Goh,
/// Tkachenko and Mueller, 2022, section 3: (1) P[w](k) = P where w said k, else (1 - P) / (K - 1), P the mean agreement
/// of workers with the majority; (3) s[w] = w's agreement with the other workers of his items; (4) weight[w] = 1 - (1 -
/// s[w]) / (1 - A[MLC]), A[MLC] that of always saying the commonest label; (5) weight of the model: (1 - (1 - A[M]) /
/// (1 - A[MLC])) √(mean judgements of an item); (2) the weighted mean. A weight is not below 1e-4. Without predictions
/// only workers are averaged. No priors.
/// </remarks>
public sealed class Crowdlab : ITruthInference
{
    private const double WeightMin = 1e-4;

    public TruthEstimate Infer(JudgementSet set, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(set);
        cancellationToken.ThrowIfCancellationRequested();
        var consensus = ChooseMajority(set);
        var guess = AccuracyOfCommonest(set, consensus);
        var weights = WeighWorkers(set, guess);                                             // (3), (4)
        var model = WeighModel(set, consensus, guess);                                      // (5)
        var agreement = MeanAgreement(set, consensus);                                      // P of (1)
        var posterior = Average(set, weights, model, agreement);                            // (1), (2)
        return TruthEstimate.MeasuredBy(set, posterior, iterations: 1);
    }

    /// <summary>n: the label with the most votes; of equals the one the model prefers, or the first.</summary>
    private static int[] ChooseMajority(JudgementSet set)
    {
        var k = set.LabelCount;
        var shares = MajorityVote.Shares(set);
        var labels = new int[set.ItemCount];
        for (var item = 0; item < labels.Length; item++)
        {
            var votes = shares.AsSpan(item * k, k);
            if (set.HasPrediction(item))
                for (var label = 0; label < k; label++)
                    votes[label] += 1e-9 * set.PredictionOf(item)[label];
            labels[item] = Simplex.Top<double>(votes);
        }
        return labels;
    }

    private static double MeanAgreement(JudgementSet set, int[] consensus)
    {
        var (agreed, all) = (0.0, 0.0);
        foreach (var item in Shared(set))
            foreach (var row in set.RowsOf(item))
                (agreed, all) = (agreed + (row % set.LabelCount == consensus[item] ? 1 : 0), all + 1);
        return all > 0 ? agreed / all : 1;
    }

    private static double AccuracyOfCommonest(JudgementSet set, int[] consensus)
    {
        int[] items = [.. Shared(set)];
        return items.Length == 0
            ? 1.0 / set.LabelCount
            : items.CountBy(item => consensus[item]).Max(label => label.Value) / (double)items.Length;
    }

    private static double[] WeighWorkers(JudgementSet set, double guess)
    {
        var k = set.LabelCount;
        var (agreed, all) = (new double[set.WorkerCount], new double[set.WorkerCount]);
        foreach (var item in Shared(set))
        {
            var rows = set.RowsOf(item);
            foreach (var row in rows)
            {
                var same = -1;
                foreach (var other in rows)
                    same += other % k == row % k ? 1 : 0;
                agreed[row / k] += same;
                all[row / k] += rows.Length - 1;
            }
        }
        var mean = agreed.Sum() / Math.Max(1, all.Sum());
        return [.. agreed.Zip(all, (some, each) => Weight(each > 0 ? some / each : mean, guess))];
    }

    private static double WeighModel(JudgementSet set, int[] consensus, double guess)
    {
        int[] items = [.. Shared(set).Where(set.HasPrediction)];
        if (items.Length == 0)
            return Enumerable.Range(0, set.ItemCount).Any(set.HasPrediction) ? WeightMin : 0;
        var accuracy = items.Average(item => Simplex.Top(set.PredictionOf(item)) == consensus[item] ? 1.0 : 0.0);
        return set.PredictionTrust * Weight(accuracy, guess) * Math.Sqrt(set.Redundancy());
    }

    private static double Weight(double accuracy, double guess)
        => Math.Max(WeightMin, 1 - ((1 - accuracy) / Math.Max(1e-9, 1 - guess)));

    private static double[] Average(JudgementSet set, double[] weights, double model, double agreement)
    {
        var k = set.LabelCount;
        var posterior = new double[set.ItemCount * k];
        for (var item = 0; item < set.ItemCount; item++)
        {
            var own = posterior.AsSpan(item * k, k);
            if (set.GoldOf(item) is >= 0 and var gold)
            {
                own[gold] = 1;
                continue;
            }
            if (set.HasPrediction(item))
                TensorPrimitives.Multiply(set.PredictionOf(item), model, own);
            foreach (var row in set.RowsOf(item))
                for (var label = 0; label < k; label++)
                    own[label] += weights[row / k] * (label == row % k ? agreement : (1 - agreement) / (k - 1));
            Simplex.Normalise(own);
        }
        return posterior;
    }

    private static IEnumerable<int> Shared(JudgementSet set)
        => Enumerable.Range(0, set.ItemCount).Where(item => set.ItemOffsets[item + 1] - set.ItemOffsets[item] > 1);
}
