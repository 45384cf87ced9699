using ActiveLabel.Tests.Support;

namespace ActiveLabel.Benchmarks;

/// <summary>
/// Forecasts of workforce and cost against an independent simulator with known parameters: how often the P90 date
/// holds, the error of the P50 date against remaining ÷ throughput, what-if against the simulated effect.
/// <c>--trials N</c>: 200 by default.
/// </summary>
internal sealed class ForecastBenchmark : IBenchmark
{
    private const int Items = 1_000;
    private const int Runs = 100;

    public Task RunAsync(string[] args, CancellationToken cancellationToken)
    {
        var count = args is ["--trials", var text] ? int.Parse(text) : 200;
        var trials = Enumerable.Range(1, count)
            .Select(seed => ForecastTrial.Of(seed, Items, Runs, cancellationToken)).ToArray();
        Console.WriteLine($"{count} factories, forecast at 20 % of {Items} items");
        Console.WriteLine($"P90 date holds in {trials.Average(trial => trial.IsWithinP90 ? 1.0 : 0):0.000}");
        Console.WriteLine($"P90 cost holds in {trials.Average(trial => trial.IsCostWithinP90 ? 1.0 : 0):0.000}");
        Console.WriteLine(
            $"mean absolute error of the time left: {MeanError(trials, trial => trial.HoursP50):0.000}, "
            + $"remaining / throughput {MeanError(trials, trial => trial.HoursNaive):0.000}");
        var effects = Enumerable.Range(1, Math.Max(1, count / 10))
            .Select(seed => ForecastTrial.WhatIf(seed, Items / 2, 2, Runs, cancellationToken)).ToArray();
        Console.WriteLine(
            $"two more labelers save {effects.Average(effect => effect.Truly):0.00} h, foretold "
            + $"{effects.Average(effect => effect.Foretold):0.00} h; mean absolute difference "
            + $"{effects.Average(effect => Math.Abs((effect.Foretold / effect.Truly) - 1)):0.000}");
        return Task.CompletedTask;
    }

    private static double MeanError(ForecastTrial[] trials, Func<ForecastTrial, double> foretold)
        => trials.Average(trial => Math.Abs(foretold(trial) - trial.Hours) / trial.Hours);
}
