using System.Globalization;
using ActiveLabel.Domain.Sizing;
using ActiveLabel.Tests.Support;

namespace ActiveLabel.Benchmarks;

/// <summary>
/// Makes the constants of sizing from the open learning curves: the prior, learnt on all of them, as the source of
/// CurvePrior.Learnt.cs, and the factors of the intervals, learnt on errors of priors that had not seen the data set.
/// About a minute of CPU.
/// </summary>
internal sealed class CurvePriorBenchmark : IBenchmark
{
    private static readonly double[] RatioEnds = [2.7, 4.3, 7, 16, 40, 150, double.PositiveInfinity];

    public Task RunAsync(string[] args, CancellationToken cancellationToken)
    {
        var curves = CurveData.ReadAll();
        Print(CurvePriorLearning.Learn(CurveCut.Of(curves), cancellationToken));
        PrintFactors(SizingBenchmark.CrossForecasts(curves, cancellationToken));
        return Task.CompletedTask;
    }

    private static void PrintFactors(IReadOnlyList<CutForecast> forecasts)
    {
        Console.WriteLine("ratio up to, median ratio, curves, factor 80, factor 90");
        var start = 0.0;
        foreach (var end in RatioEnds)
        {
            var band = forecasts.Where(forecast => forecast.Cut.Ratio >= start && forecast.Cut.Ratio < end).ToArray();
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{end}, {Quantile(band.Select(forecast => forecast.Cut.Ratio), 0.5):0.00}, {band.Length}, "
                + $"{Quantile(band.Select(forecast => forecast.Score(0.1)), 0.8):0.000}, "
                + $"{Quantile(band.Select(forecast => forecast.Score(0.05)), 0.9):0.000}"));
            start = end;
        }
    }

    private static double Quantile(IEnumerable<double> values, double probability)
    {
        var sorted = values.Order().ToArray();
        return sorted[(int)Math.Min(sorted.Length - 1, probability * sorted.Length)];
    }

    private static void Print(CurvePrior prior)
    {
        Console.WriteLine("    public static CurvePrior Learnt { get; } = new(");
        Console.WriteLine($"        {List(prior.Families)},");
        PrintRows(prior.Exponents);
        PrintRows(prior.Scales);
        Console.WriteLine("        [");
        foreach (var family in prior.Floors)
        {
            Console.WriteLine("            [");
            foreach (var row in family)
                Console.WriteLine($"                {List(row)},");
            Console.WriteLine("            ],");
        }
        Console.WriteLine("        ],");
        Console.WriteLine($"        {List(prior.Noises)});");
    }

    private static void PrintRows(double[][] rows)
    {
        Console.WriteLine("        [");
        foreach (var row in rows)
            Console.WriteLine($"            {List(row)},");
        Console.WriteLine("        ],");
    }

    private static string List(double[] values)
        => $"[{string.Join(", ", values.Select(value => value.ToString("0.0000", CultureInfo.InvariantCulture)))}]";
}
