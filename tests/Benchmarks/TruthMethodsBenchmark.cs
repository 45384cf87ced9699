using System.Diagnostics;
using System.Globalization;
using ActiveLabel.Domain.TruthInference;
using ActiveLabel.Tests.Support;

namespace ActiveLabel.Benchmarks;

/// <summary>
/// Every method on every real crowd of single choices: <c>truth-methods [--methods default,wawa]</c>. Needs
/// ACTIVELABEL_TEST_DATA. Prints accuracy, log loss, calibration error, seconds and rounds, and the means over the
/// sets; then the default after one, two and three judgements an item, against the majority.
/// </summary>
internal sealed class TruthMethodsBenchmark : IBenchmark
{
    private const int Seeds = 3;

    public Task RunAsync(string[] args, CancellationToken cancellationToken)
    {
        var names = Array.IndexOf(args, "--methods") is >= 0 and var at && at + 1 < args.Length
            ? args[at + 1].Split(',')
            : [.. TruthMethods.Names];
        var crowds = CrowdData.Names.Select(name => (Name: name, Crowd: CrowdData.Read(name))).ToArray();
        Print("method", "set", "accuracy", "log loss", "ECE", "seconds", "rounds", "sure&right");
        foreach (var method in names)
            Score(method, crowds, cancellationToken);
        foreach (var perItem in new[] { 1, 2, 3 })
            Thin(perItem, crowds, cancellationToken);
        return Task.CompletedTask;
    }

    private static void Score(
        string name, (string Name, CrowdData Crowd)[] crowds, CancellationToken cancellationToken)
    {
        var method = TruthMethods.Find(name) ?? throw new ArgumentException($"There is no method '{name}'.");
        method.Infer(crowds[0].Crowd.Judgements, cancellationToken); // compiled before it is timed
        var rows = new List<(TruthScore Score, double Seconds, int Rounds, double? Sure)>();
        using var process = Process.GetCurrentProcess();
        foreach (var (set, crowd) in crowds)
        {
            process.Refresh();
            var before = process.TotalProcessorTime;
            var estimate = method.Infer(crowd.Judgements, cancellationToken);
            process.Refresh();
            var seconds = (process.TotalProcessorTime - before).TotalSeconds;
            rows.Add((crowd.ScoreOf(estimate), seconds, estimate.Iterations, crowd.AccuracyAbove(estimate, 0.95)));
            Print(name, set, rows[^1].Score, seconds, estimate.Iterations, rows[^1].Sure);
        }
        var mean = new TruthScore(
            rows.Sum(row => row.Score.Items),
            rows.Average(row => row.Score.Accuracy),
            rows.Average(row => row.Score.LogLoss),
            rows.Average(row => row.Score.CalibrationError));
        Print(name, "MEAN", mean, rows.Average(row => row.Seconds), rows.Average(row => row.Rounds),
            rows.Average(row => row.Sure));
    }

    private static void Thin(
        int perItem, (string Name, CrowdData Crowd)[] crowds, CancellationToken cancellationToken)
    {
        var gains = new List<double>();
        foreach (var (name, crowd) in crowds)
        {
            var gain = Enumerable.Range(1, Seeds).Average(seed =>
            {
                var thin = crowd.Thin(perItem, new(seed));
                var found = thin.ScoreOf(new DawidSkene(new()).Infer(thin.Judgements, cancellationToken));
                return found.Accuracy
                    - thin.ScoreOf(new MajorityVote().Infer(thin.Judgements, cancellationToken)).Accuracy;
            });
            gains.Add(gain);
            Print($"default, {perItem} an item", name, Signed(gain));
        }
        Print($"default, {perItem} an item", "MEAN", Signed(gains.Average()), "worst", Signed(gains.Min()));
    }

    private static void Print(string name, string set, TruthScore score, double seconds, double rounds, double? sure)
        => Print(
            name, set, Digits(score.Accuracy), Digits(score.LogLoss), Digits(score.CalibrationError),
            seconds.ToString("0.000", CultureInfo.InvariantCulture),
            rounds.ToString("0.#", CultureInfo.InvariantCulture), sure is { } share ? Digits(share) : "-");

    private static void Print(params string[] cells)
        => Console.WriteLine(string.Join(" ", cells.Select((cell, index) => cell.PadRight(index == 0 ? 20 : 10))));

    private static string Digits(double value) => value.ToString("0.0000", CultureInfo.InvariantCulture);

    private static string Signed(double value) => value.ToString("+0.0000;-0.0000", CultureInfo.InvariantCulture);
}
