using System.Diagnostics;
using ActiveLabel.Domain.TruthInference;

namespace ActiveLabel.Benchmarks;

/// <summary>
/// A million judgements (100,000 items × 10 of 2,000 workers, 5 labels): rounds of Dawid-Skene against the same rounds
/// as one would first write them, with dictionaries. CPU time of this process, the best of a few runs.
/// </summary>
internal sealed class TruthInferenceBenchmark : IBenchmark
{
    private const int Items = 100_000;
    private const int Workers = 2_000;
    private const int Labels = 5;
    private const int PerItem = 10;
    private const int Rounds = 5;

    public Task RunAsync(string[] args, CancellationToken cancellationToken)
    {
        var (rows, truth) = Draw(new Random(20240601));
        var set = JudgementSet.Build(Items, Workers, Labels, rows);
        var rounds = DawidSkeneOptions.Plain with { IterationsMax = Rounds, Tolerance = double.NegativeInfinity };

        TruthEstimate? found = null;
        var fit = Measure(5, () => found = new DawidSkene(new()).Infer(set, cancellationToken));
        var accuracy = truth.Where((label, item) => found!.Top(item) == label).Count() / (double)Items;
        Console.WriteLine($"whole fit   {fit:f3} s CPU, {found!.Iterations} rounds, accuracy {accuracy:f4}");

        var ours = Measure(5, () => found = new DawidSkene(rounds).Infer(set, cancellationToken));
        var oneLess = Measure(5, () => new DawidSkene(rounds with { IterationsMax = 1 }).Infer(set, cancellationToken));
        Console.WriteLine($"{Rounds} rounds    {ours:f3} s CPU, {(ours - oneLess) / (Rounds - 1):f4} s a round");

        Dictionary<(int Item, int Label), double>? naive = null;
        var plainly = new TruthInferenceNaive(rows, Items, Labels);
        var theirs = Measure(1, () => naive = plainly.Run(Rounds, cancellationToken));
        Console.WriteLine($"dictionaries {theirs:f3} s CPU for the same {Rounds} rounds");
        Console.WriteLine($"ratio        {theirs / ours:f1} times");
        Console.WriteLine($"largest difference of a posterior: {Difference(naive!, found):e1}");
        return Task.CompletedTask;
    }

    private static double Difference(Dictionary<(int Item, int Label), double> naive, TruthEstimate found)
        => naive.Max(cell => Math.Abs(cell.Value - found.PosteriorOf(cell.Key.Item)[cell.Key.Label]));

    private static double Measure(int runs, Action run)
    {
        var best = double.PositiveInfinity;
        using var process = Process.GetCurrentProcess();
        for (var index = 0; index < runs; index++)
        {
            process.Refresh();
            var before = process.TotalProcessorTime;
            run();
            process.Refresh();
            best = Math.Min(best, (process.TotalProcessorTime - before).TotalSeconds);
        }
        return best;
    }

    private static (List<(int Item, int Worker, int Label)> Rows, int[] Truth) Draw(Random random)
    {
        var skill = Enumerable.Range(0, Workers).Select(_ => 0.3 + (0.6 * random.NextDouble())).ToArray();
        var truth = Enumerable.Range(0, Items).Select(_ => random.Next(Labels)).ToArray();
        var rows = new List<(int, int, int)>(Items * PerItem);
        for (var item = 0; item < Items; item++)
        {
            var first = random.Next(Workers);
            for (var j = 0; j < PerItem; j++)
            {
                var worker = (first + (j * 199)) % Workers;
                var isRight = random.NextDouble() < skill[worker];
                rows.Add((item, worker, isRight ? truth[item] : random.Next(Labels)));
            }
        }
        return (rows, truth);
    }
}
