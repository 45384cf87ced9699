using System.Globalization;

namespace ActiveLabel.Benchmarks;

/// <summary>
/// What strategies save against the random one, from what <c>simulate</c> wrote: <c>label-shares DIRECTORY ...</c>,
/// each with a <c>curve.csv</c>, or with a directory for each set. The labels at which the mean curve over the seeds
/// reaches the random strategy's last accuracy, as a share of its labels, between two points by a line; the same for
/// each seed, with the standard error of their mean; and where the mean curve is the furthest below the random one.
/// </summary>
internal sealed class LabelSharesBenchmark : IBenchmark
{
    public async Task RunAsync(string[] args, CancellationToken cancellationToken)
    {
        Console.WriteLine("| set | strategy | seeds | random: labels, accuracy | share | by seed | worst, in points |");
        Console.WriteLine("|---|---|---|---|---|---|---|");
        foreach (var directory in args.SelectMany(SetsIn))
        {
            var points = await ReadAsync(Path.Combine(directory, "curve.csv"), cancellationToken);
            var runs = points.GroupBy(point => (point.Strategy, point.Seed))
                .ToDictionary(run => run.Key, run => run.OrderBy(point => point.Labels).ToList());
            foreach (var strategy in points.Select(point => point.Strategy).Distinct().Where(name => name != "random"))
                Print(Path.GetFileName(Path.TrimEndingDirectorySeparator(directory)), strategy, runs);
        }
    }

    private static void Print(string set, string strategy, Dictionary<(string, int), List<CurvePoint>> runs)
    {
        int[] seeds = [.. runs.Keys.Where(run => run.Item1 == strategy && runs.ContainsKey(("random", run.Item2)))
            .Select(run => run.Item2).Order()];
        var ours = seeds.Select(seed => runs[(strategy, seed)]).ToList();
        var random = seeds.Select(seed => runs[("random", seed)]).ToList();
        var from = ours.Concat(random).Max(run => run[0].Labels);
        int[] sizes = [.. ours.SelectMany(run => run).Select(point => point.Labels).Where(labels => labels >= from)
            .Distinct().Order()];
        var (budget, target) = (random.Max(run => run[^1].Labels), random.Average(run => run[^1].Accuracy));
        var mean = sizes.Select(labels => new CurvePoint(
            strategy, 0, labels, ours.Average(run => AccuracyAt(run, labels)))).ToList();
        var each = ours.ConvertAll(run => LabelsAt(run, target) / budget);
        var worst = sizes.Select(labels => (Labels: labels, Differences: ours.Zip(random, (one, other) =>
                100 * (AccuracyAt(one, labels) - AccuracyAt(other, labels))).ToList()))
            .MinBy(size => size.Differences.Average());
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"| {set} | {strategy} | {seeds.Length} | {budget}, {target:f3} | {LabelsAt(mean, target) / budget:f2} ± "
            + $"{StandardError(each):f2} | {string.Join(' ', each.Select(Share))} | "
            + $"{worst.Differences.Average():+0.0;-0.0} ± {StandardError(worst.Differences):f1} at {worst.Labels} |"));
    }

    private static string Share(double share) => share.ToString("f2", CultureInfo.InvariantCulture);

    private static double StandardError(List<double> values)
    {
        var mean = values.Average();
        return values.Count < 2
            ? double.NaN
            : Math.Sqrt(values.Sum(value => (value - mean) * (value - mean)) / (values.Count - 1) / values.Count);
    }

    private static double AccuracyAt(List<CurvePoint> run, int labels)
    {
        var next = run.FindIndex(point => point.Labels >= labels);
        if (next < 0)
            return run[^1].Accuracy;
        return next == 0 || run[next].Labels == labels
            ? run[next].Accuracy
            : run[next - 1].Accuracy + ((run[next].Accuracy - run[next - 1].Accuracy)
                * (labels - run[next - 1].Labels) / (run[next].Labels - run[next - 1].Labels));
    }

    /// <returns>Not a number where the accuracy is not reached.</returns>
    private static double LabelsAt(List<CurvePoint> curve, double accuracy)
    {
        var next = curve.FindIndex(point => point.Accuracy >= accuracy);
        if (next <= 0)
            return next == 0 ? curve[0].Labels : double.NaN;
        var (before, after) = (curve[next - 1], curve[next]);
        return before.Labels
            + ((accuracy - before.Accuracy) / (after.Accuracy - before.Accuracy) * (after.Labels - before.Labels));
    }

    private static IEnumerable<string> SetsIn(string directory)
        => File.Exists(Path.Combine(directory, "curve.csv"))
            ? [directory]
            : Directory.EnumerateDirectories(directory).Order(StringComparer.Ordinal)
                .Where(set => File.Exists(Path.Combine(set, "curve.csv")));

    private static async Task<List<CurvePoint>> ReadAsync(string path, CancellationToken cancellationToken)
        => [.. (await File.ReadAllLinesAsync(path, cancellationToken)).Skip(1).Select(line => line.Split(','))
            .Select(cells => new CurvePoint(
                cells[0],
                int.Parse(cells[1], CultureInfo.InvariantCulture),
                int.Parse(cells[2], CultureInfo.InvariantCulture),
                double.Parse(cells[4], CultureInfo.InvariantCulture)))];

    private sealed record CurvePoint(string Strategy, int Seed, int Labels, double Accuracy);
}
