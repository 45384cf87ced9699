using ActiveLabel.Domain.Sizing;

namespace ActiveLabel.Benchmarks;

/// <summary>
/// Learns how usual the families, exponents, scales, asymptotes and noises are: expectation maximisation of
/// P(points up to a cut, point at the full size) over many curves. Counts are shrunk towards the mean of all
/// length classes.
/// </summary>
internal static class CurvePriorLearning
{
    private const int Rounds = 8;
    private const double Shrinkage = 0.005;
    private const double Floor = 0.002;

    public static CurvePrior Learn(IReadOnlyList<CurveCut> cuts, CancellationToken cancellationToken)
    {
        var prior = CurvePrior.Flat;
        for (var round = 0; round < Rounds; round++)
        {
            var logPriors = LearningCurveFit.LogPriorsOf(prior);
            var counts = Empty();
            foreach (var cut in cuts)
            {
                cancellationToken.ThrowIfCancellationRequested();
                var seen = new SeenCurve([.. cut.Seen]);
                Add(counts, new(seen, prior, logPriors, cut.End), seen.LengthClass, cut.Weight);
            }
            prior = Normal(counts, cuts.Count);
        }
        return prior;
    }

    private static CurvePrior Empty() => new(
        new double[CurveFamily.All.Length],
        [.. CurveFamily.All.Select(family => new double[family.Exponents.Length])],
        [.. CurveFamily.All.Select(family => new double[family.Scales.Length])],
        [.. CurveFamily.All.Select(_ => Enumerable.Range(0, CurvePrior.LengthClasses)
            .Select(_ => new double[CurveFamily.FloorShares.Length]).ToArray())],
        new double[CurveFamily.Noises.Length]);

    private static void Add(CurvePrior counts, CurvePosterior posterior, int lengthClass, double weight)
    {
        for (var index = 0; index < posterior.Weights.Length; index++)
        {
            var share = posterior.Weights[index] * weight;
            if (share == 0)
                continue;
            var shape = CurveFamily.Shapes[index / (posterior.Noises * posterior.Floors)];
            counts.Families[shape.Family] += share;
            counts.Exponents[shape.Family][shape.ExponentIndex] += share;
            counts.Scales[shape.Family][shape.ScaleIndex] += share;
            counts.Floors[shape.Family][lengthClass][index % posterior.Floors] += share;
            counts.Noises[index / posterior.Floors % posterior.Noises] += share;
        }
    }

    private static CurvePrior Normal(CurvePrior counts, int cuts) => new(
        Shrunk([counts.Families], cuts)[0],
        [.. counts.Exponents.Select(exponents => Shrunk([exponents], cuts)[0])],
        [.. counts.Scales.Select(scales => Shrunk([scales], cuts)[0])],
        [.. counts.Floors.Select(floors => Shrunk(floors, cuts))],
        Shrunk([counts.Noises], cuts)[0]);

    private static double[][] Shrunk(double[][] classes, int cuts)
    {
        var count = classes[0].Length;
        var all = Normal([.. Enumerable.Range(0, count)
            .Select(index => classes.Sum(row => row[index]) + (cuts * Floor / count))]);
        return Array.ConvertAll(
            classes, row => Normal([.. row.Select((value, index) => value + (Shrinkage * cuts * all[index]))]));
    }

    private static double[] Normal(double[] weights)
    {
        var sum = weights.Sum();
        return Array.ConvertAll(weights, weight => weight / sum);
    }
}
