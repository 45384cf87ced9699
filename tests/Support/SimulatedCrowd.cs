using ActiveLabel.Domain.TruthInference;

namespace ActiveLabel.Tests.Support;

/// <summary>
/// Workers with lopsided confusions who judge items of known truth: rows of a confusion differ, so that a swapped index
/// shows. Everything follows from the seed.
/// </summary>
/// <param name="LabelPrior">K: how the truth was drawn.</param>
/// <param name="Confusion">W × K × K: at [w, k, l], how worker w was made.</param>
/// <param name="Truth">n.</param>
public sealed record SimulatedCrowd(JudgementSet Judgements, double[] LabelPrior, double[] Confusion, int[] Truth)
{
    /// <summary>A small crowd whose size, labels and redundancy vary with the seed.</summary>
    public static SimulatedCrowd Random(int seed)
    {
        var random = new Random(seed);
        return Make(
            random, random.Next(20, 60), random.Next(4, 9), random.Next(2, 6), judgementsPerItem: random.Next(2, 5));
    }

    /// <param name="skill">Mean weight of the right answer; each wrong one weighs 0.6 in the mean.</param>
    public static SimulatedCrowd Make(
        Random random, int itemCount, int workerCount, int labelCount, int judgementsPerItem, double skill = 3)
    {
        var labelPrior = Array.ConvertAll(
            DrawSimplex(random, Enumerable.Repeat(1.0, labelCount)), share => (share + (1.0 / labelCount)) / 2);
        var confusion = new List<double>();
        for (var row = 0; row < workerCount * labelCount; row++)
        {
            var truth = row % labelCount;
            var weights = Enumerable.Range(0, labelCount).Select(label => label == truth ? skill : 0.6);
            confusion.AddRange(DrawSimplex(random, weights));
        }
        return Judge(random, labelPrior, [.. confusion], itemCount, workerCount, judgementsPerItem);
    }

    /// <summary>Draws truth and judgements for workers as given; each item is judged by distinct ones.</summary>
    public static SimulatedCrowd Judge(
        Random random, double[] labelPrior, double[] confusion, int itemCount, int workerCount, int judgementsPerItem)
    {
        var k = labelPrior.Length;
        var truth = new int[itemCount];
        var judgements = new List<(int, int, int)>(itemCount * judgementsPerItem);
        var workers = Enumerable.Range(0, workerCount).ToArray();
        for (var item = 0; item < itemCount; item++)
        {
            truth[item] = Draw(random, labelPrior);
            for (var j = 0; j < judgementsPerItem; j++)
            {
                var other = random.Next(j, workerCount);
                (workers[j], workers[other]) = (workers[other], workers[j]);
                var row = confusion.AsSpan(((workers[j] * k) + truth[item]) * k, k);
                judgements.Add((item, workers[j], Draw(random, row)));
            }
        }
        return new(JudgementSet.Build(itemCount, workerCount, k, judgements), labelPrior, confusion, truth);
    }

    /// <returns>The share of the items whose label is the truth.</returns>
    public double AccuracyOf(TruthEstimate estimate)
        => Truth.Zip(estimate.Labels, (truth, label) => truth == label ? 1.0 : 0.0).Average();

    private static int Draw(Random random, ReadOnlySpan<double> probabilities)
    {
        var left = random.NextDouble();
        for (var label = 0; label < probabilities.Length - 1; label++)
            if ((left -= probabilities[label]) < 0)
                return label;
        return probabilities.Length - 1;
    }

    private static double[] DrawSimplex(Random random, IEnumerable<double> weights)
    {
        var draws = weights.Select(weight => weight * -Math.Log(1 - random.NextDouble())).ToArray();
        return Array.ConvertAll(draws, draw => draw / draws.Sum());
    }
}
