using System.Globalization;
using ActiveLabel.Api.Storage;
using Npgsql;

namespace ActiveLabel.Benchmarks;

/// <summary>
/// Metrics of a large project: the roll-up looks at new events alone and gives what a recomputation gives, and no query
/// touches more than 20 pages for a point. Ends with 1 where that does not hold.
/// </summary>
/// <remarks>
/// <c>metrics 1000000</c>: items, with three judgements each. PostgreSQL where ACTIVELABEL_TEST_POSTGRES names one;
/// SQLite always.
/// </remarks>
internal sealed class MetricsBenchmark : IBenchmark
{
    private const long ItemsDefault = 1_000_000;

    public async Task RunAsync(string[] args, CancellationToken cancellationToken)
    {
        var items = args.Length > 0 ? long.Parse(args[0], CultureInfo.InvariantCulture) : ItemsDefault;
        var path = Path.Combine(Path.GetTempPath(), $"activelabel-metrics-{Environment.ProcessId}.db");
        await MeasureAsync(new(DatabaseProvider.Sqlite, $"Data Source={path}"), items, cancellationToken);
        File.Delete(path);
        if (Environment.GetEnvironmentVariable("ACTIVELABEL_TEST_POSTGRES") is { Length: > 0 } postgreSql)
            await MeasureAsync(
                new(
                    DatabaseProvider.PostgreSql,
                    new NpgsqlConnectionStringBuilder(postgreSql)
                    {
                        Database = $"activelabel_metrics_{Environment.ProcessId}",
                    }.ToString()),
                items,
                cancellationToken);
    }

    private static async Task MeasureAsync(StorageOptions storage, long items, CancellationToken cancellationToken)
    {
        var result = await MetricsTrial.RunAsync(storage, items, cancellationToken);
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"""
            {storage.Provider}: {result.Items:N0} items, {result.Judgements:N0} judgements
              roll-up of the first nine tenths: {result.FirstEvents:N0} events in {result.FirstSeconds:0.0} s
              of the last tenth: {result.LaterEvents:N0} events in {result.LaterSeconds:0.0} s
              recomputation: {result.RebuildSeconds:0.0} s, {(result.IsEqual ? "equal" : "DIFFERENT")}
            """));
        foreach (var query in result.Queries.OrderByDescending(query => query.PagesOfPoint).Take(8))
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"  {query.Query,-28} {query.Pages,6} pages, {query.Points,4} points: {query.PagesOfPoint:0.0} each"));
        if (!result.IsEqual || result.Queries.Any(query => query.PagesOfPoint > MetricsTrial.PagesOfPointMax))
            Environment.ExitCode = 1;
    }
}
