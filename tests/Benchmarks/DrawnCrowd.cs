using ActiveLabel.Domain.TruthInference;

namespace ActiveLabel.Benchmarks;

/// <summary>
/// 2,000 workers and 5 labels: label prior from Dirichlet(4), rows of the confusions from a Dirichlet with a heavier
/// diagonal and 0.5 elsewhere, distinct workers on each item.
/// </summary>
internal sealed record DrawnCrowd(int ItemCount, List<(int Item, int Worker, int Label)> Rows, int[] Truth)
{
    public const int Workers = 2_000;
    public const int Labels = 5;

    public static DrawnCrowd Draw(Random random, int itemCount, int perItem, double diagonal)
    {
        var prior = Dirichlet(random, Enumerable.Repeat(4.0, Labels));
        var confusion = Enumerable.Range(0, Workers * Labels)
            .Select(row => Dirichlet(
                random, Enumerable.Range(0, Labels).Select(label => label == row % Labels ? diagonal : 0.5)))
            .ToArray();
        var truth = new int[itemCount];
        var rows = new List<(int, int, int)>(itemCount * perItem);
        for (var item = 0; item < itemCount; item++)
        {
            truth[item] = Pick(random, prior);
            var first = random.Next(Workers);
            for (var j = 0; j < perItem; j++)
            {
                var worker = (first + (j * 199)) % Workers;
                rows.Add((item, worker, Pick(random, confusion[(worker * Labels) + truth[item]])));
            }
        }
        return new(itemCount, rows, truth);
    }

    public double AccuracyOf(TruthEstimate estimate)
        => Truth.Where((label, item) => estimate.Top(item) == label).Count() / (double)ItemCount;

    private static int Pick(Random random, double[] probabilities)
    {
        var left = random.NextDouble();
        for (var label = 0; label < probabilities.Length - 1; label++)
            if ((left -= probabilities[label]) < 0)
                return label;
        return probabilities.Length - 1;
    }

    private static double[] Dirichlet(Random random, IEnumerable<double> shapes)
    {
        var draws = shapes.Select(shape => Gamma(random, shape)).ToArray();
        return Array.ConvertAll(draws, draw => draw / draws.Sum());
    }

    /// <summary>Marsaglia and Tsang, 2000; for shapes below 1 by a power of a uniform number.</summary>
    private static double Gamma(Random random, double shape)
    {
        if (shape < 1)
            return Gamma(random, shape + 1) * Math.Pow(random.NextDouble(), 1 / shape);
        var d = shape - (1.0 / 3);
        while (true)
        {
            var radius = Math.Sqrt(-2 * Math.Log(1 - random.NextDouble()));
            var normal = radius * Math.Cos(2 * Math.PI * random.NextDouble());
            var v = Math.Pow(1 + (normal / Math.Sqrt(9 * d)), 3);
            if (v > 0 && Math.Log(1 - random.NextDouble()) < (normal * normal / 2) + d - (d * v) + (d * Math.Log(v)))
                return d * v;
        }
    }
}
