using System.Diagnostics;
using ActiveLabel.Domain.TruthInference;

namespace ActiveLabel.Benchmarks;

/// <summary>
/// A million judgements (100,000 items × 10 of 2,000 workers, 5 labels): rounds of Dawid-Skene against the same rounds
/// as one would first write them, with dictionaries, in the same run. CPU time of this process, the best of a few runs;
/// the default method is fitted on it and on a hard set (250,000 items × 4 judgements of worse workers) as well.
/// <c>--large</c>: ten million judgements alone.
/// </summary>
internal sealed class TruthInferenceBenchmark : IBenchmark
{
    private const int Rounds = 5;
    private const int Runs = 7;

    public Task RunAsync(string[] args, CancellationToken cancellationToken)
    {
        if (args.Contains("--large"))
        {
            var large = DrawnCrowd.Draw(new(20240603), itemCount: 1_000_000, perItem: 10, diagonal: 3);
            Fit("ten million", large, new DawidSkene(new()), cancellationToken);
            return Task.CompletedTask;
        }
        var easy = DrawnCrowd.Draw(new(20240601), itemCount: 100_000, perItem: 10, diagonal: 3);
        Fit("whole fit, default", easy, new DawidSkene(new()), cancellationToken);
        Fit("whole fit, plain", easy, new DawidSkene(DawidSkeneOptions.Plain), cancellationToken);
        Compare(easy, cancellationToken);
        OneItem(easy, cancellationToken);
        var hard = DrawnCrowd.Draw(new(20240602), itemCount: 250_000, perItem: 4, diagonal: 1.5);
        Fit("hard set, default", hard, new DawidSkene(new()), cancellationToken);
        Fit("hard set, plain", hard, new DawidSkene(DawidSkeneOptions.Plain), cancellationToken);
        return Task.CompletedTask;
    }

    private static void Fit(string name, DrawnCrowd crowd, DawidSkene method, CancellationToken cancellationToken)
    {
        TruthEstimate? found = null;
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var set = JudgementSet.Build(crowd.ItemCount, DrawnCrowd.Workers, DrawnCrowd.Labels, crowd.Rows);
        var setBytes = GC.GetTotalMemory(forceFullCollection: true) - before;
        var (cpu, wall) = Measure(Runs, () => found = method.Infer(set, cancellationToken));
        var allocated = GC.GetTotalAllocatedBytes(precise: true);
        method.Infer(set, cancellationToken);
        allocated = GC.GetTotalAllocatedBytes(precise: true) - allocated;
        var bound = (8L * set.Count) + (8L * DrawnCrowd.Labels * set.ItemCount)
            + (64L * DrawnCrowd.Workers * DrawnCrowd.Labels);
        Console.WriteLine(
            $"{name,-20} {cpu:f3} s CPU, {wall:f3} s, {found!.Iterations} rounds "
            + $"({cpu / found.Iterations:f4} s CPU each), accuracy {crowd.AccuracyOf(found):f4}; "
            + $"set {setBytes / 1e6:f1} MB, result {8L * found.Posterior.Length / 1e6:f1} MB, "
            + $"allocated in all {allocated / 1e6:f1} MB, bound {bound / 1e6:f1} MB");
    }

    private static void Compare(DrawnCrowd crowd, CancellationToken cancellationToken)
    {
        var set = JudgementSet.Build(crowd.ItemCount, DrawnCrowd.Workers, DrawnCrowd.Labels, crowd.Rows);
        var rounds = DawidSkeneOptions.Plain with { IterationsMax = Rounds, Tolerance = double.NegativeInfinity };
        TruthEstimate? found = null;
        var (ours, _) = Measure(Runs, () => found = new DawidSkene(rounds).Infer(set, cancellationToken));
        var (more, _) = Measure(
            Runs, () => new DawidSkene(rounds with { IterationsMax = 3 * Rounds }).Infer(set, cancellationToken));
        Console.WriteLine($"{"one round",-20} {(more - ours) / (2 * Rounds):f4} s CPU (limit 0.012)");

        Dictionary<(int Item, int Label), double>? naive = null;
        var plainly = new TruthInferenceNaive(crowd.Rows, crowd.ItemCount, DrawnCrowd.Labels);
        var (theirs, _) = Measure(1, () => naive = plainly.Run(Rounds, cancellationToken));
        var difference = naive!.Max(cell => Math.Abs(cell.Value - found!.PosteriorOf(cell.Key.Item)[cell.Key.Label]));
        Console.WriteLine(
            $"{"dictionaries",-20} {theirs:f3} s CPU for {Rounds} rounds; ours {ours:f3}: ratio {theirs / ours:f1}, "
            + $"largest difference of a posterior {difference:e1}");
    }

    /// <summary>What a new judgement costs its item: the posterior with the parameters as they stand.</summary>
    private static void OneItem(DrawnCrowd crowd, CancellationToken cancellationToken)
    {
        var set = JudgementSet.Build(crowd.ItemCount, DrawnCrowd.Workers, DrawnCrowd.Labels, crowd.Rows);
        var estimate = new DawidSkene(new()).Infer(set, cancellationToken);
        var authors = set.Workers[..10].SelectMany(worker => estimate.ConfusionOf(worker).ToArray()).ToArray();
        var (labels, posterior) = (set.Labels[..10], new double[DrawnCrowd.Labels]);
        const int times = 200_000;
        var (cpu, _) = Measure(3, () =>
        {
            for (var index = 0; index < times; index++)
                ItemPosterior.Infer(estimate.LabelPrior, authors, labels, estimate.Correlation, posterior);
        });
        Console.WriteLine($"{"one item",-20} {cpu / times * 1e6:f2} µs for the posterior of 10 judgements (limit 20)");
    }

    private static (double Cpu, double Wall) Measure(int runs, Action run)
    {
        var (cpu, wall) = (double.PositiveInfinity, double.PositiveInfinity);
        using var process = Process.GetCurrentProcess();
        for (var index = 0; index < runs; index++)
        {
            process.Refresh();
            var (before, clock) = (process.TotalProcessorTime, Stopwatch.StartNew());
            run();
            process.Refresh();
            cpu = Math.Min(cpu, (process.TotalProcessorTime - before).TotalSeconds);
            wall = Math.Min(wall, clock.Elapsed.TotalSeconds);
        }
        return (cpu, wall);
    }
}
