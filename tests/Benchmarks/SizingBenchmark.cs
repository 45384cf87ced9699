using System.Diagnostics;
using ActiveLabel.Domain.Sizing;
using ActiveLabel.Tests.Support;

namespace ActiveLabel.Benchmarks;

/// <summary>
/// Extrapolates the open learning curves from six cuts and holds the forecasts against what they did: mean error,
/// coverage and half width of the intervals, labels to a target, CPU time. <c>--cross</c>: with priors learnt on the
/// other half of the data sets. <c>--every N</c>: every Nth curve.
/// </summary>
internal sealed class SizingBenchmark : IBenchmark
{
    private const int CurvesTimed = 10_000;

    public Task RunAsync(string[] args, CancellationToken cancellationToken)
    {
        var every = Array.IndexOf(args, "--every") is >= 0 and var at ? int.Parse(args[at + 1]) : 1;
        var curves = CurveData.ReadAll().Where((_, index) => index % every == 0).ToArray();
        var isCross = args.Contains("--cross");
        var cuts = CurveCut.Of(curves);
        var before = Process.GetCurrentProcess().TotalProcessorTime;
        var forecasts = isCross
            ? CrossForecasts(curves, cancellationToken)
            : Forecasts(cuts, CurvePrior.Learnt, cancellationToken);
        var seconds = (Process.GetCurrentProcess().TotalProcessorTime - before).TotalSeconds;
        Report(forecasts);
        ReportTargets(forecasts, 2);
        ReportTargets(forecasts, 4);
        if (!isCross)
            Print($"{CurvesTimed:n0} curves take {seconds / forecasts.Count * CurvesTimed:0.0} s of CPU");
        return Task.CompletedTask;
    }

    /// <summary>Each half of the data sets is foretold with a prior that was learnt on the other half.</summary>
    public static IReadOnlyList<CutForecast> CrossForecasts(
        IReadOnlyList<CurveData> curves, CancellationToken cancellationToken)
    {
        var datasets = curves.Select(curve => curve.DatasetId).Distinct().Index()
            .ToDictionary(dataset => dataset.Item, dataset => dataset.Index % 2);
        var halves = curves.ToLookup(curve => datasets[curve.DatasetId]);
        return
        [
            .. new[] { 0, 1 }.SelectMany(half => Forecasts(
                CurveCut.Of(halves[half]),
                CurvePriorLearning.Learn(CurveCut.Of(halves[1 - half]), cancellationToken),
                cancellationToken)),
        ];
    }

    private static List<CutForecast> Forecasts(
        CurveCut[] cuts, CurvePrior prior, CancellationToken cancellationToken)
    {
        var logPriors = LearningCurveFit.LogPriorsOf(prior);
        var forecasts = new List<CutForecast>(cuts.Length);
        foreach (var cut in cuts)
        {
            cancellationToken.ThrowIfCancellationRequested();
            forecasts.Add(new(cut, new(new([.. cut.Seen]), prior, logPriors)));
        }
        return forecasts;
    }

    private static void Report(IReadOnlyList<CutForecast> forecasts)
    {
        Console.WriteLine("cut               curves   error   held 80   half   held 90   half   wider than 0.5");
        var kinds = forecasts.GroupBy(forecast => forecast.Cut.Kind).OrderBy(kind => kind.Key).ToArray();
        foreach (var kind in kinds)
            Print(
                $"{CurveCut.Kinds[kind.Key],-16} {kind.Count(),7} {kind.Average(forecast => forecast.Error),8:0.0000}"
                + $" {Share(kind, forecast => forecast.IsIn80),8:0.000}"
                + $" {kind.Average(forecast => forecast.AtEnd.High80 - forecast.AtEnd.Low80) / 2,8:0.0000}"
                + $" {Share(kind, forecast => forecast.IsIn90),8:0.000}"
                + $" {kind.Average(forecast => forecast.AtEnd.High90 - forecast.AtEnd.Low90) / 2,8:0.0000}"
                + $" {kind.Count(forecast => forecast.AtEnd.High90 - forecast.AtEnd.Low90 > 0.5),8}");
        Print($"mean error over the cuts {kinds.Average(kind => kind.Average(forecast => forecast.Error)):0.0000}");
    }

    private static void ReportTargets(IReadOnlyList<CutForecast> forecasts, int times)
    {
        var found = forecasts.Select(forecast => forecast.LabelsFor(times)).OfType<(double Ratio, bool IsIn80)>()
            .Select(target => (Distance: Math.Abs(Math.Log2(target.Ratio)), target.IsIn80)).ToArray();
        Print(
            $"labels for what is reached with {times} times as many: {found.Length} targets, median error a factor "
            + $"{Math.Pow(2, found.Select(target => target.Distance).Order().ElementAt(found.Length / 2)):0.00}, "
            + $"within a factor 2 in {Share(found, target => target.Distance <= 1):0.000}, "
            + $"held by the 80 % interval {Share(found, target => target.IsIn80):0.000}");
    }

    private static double Share<T>(IEnumerable<T> values, Func<T, bool> isSo) => values.Average(v => isSo(v) ? 1.0 : 0);

    private static void Print(string line) => Console.WriteLine(line);
}
