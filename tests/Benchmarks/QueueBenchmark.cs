using System.Globalization;
using ActiveLabel.Api.Storage;
using Microsoft.Data.Sqlite;

namespace ActiveLabel.Benchmarks;

internal sealed class QueueBenchmark : IBenchmark
{
    public async Task RunAsync(string[] args, CancellationToken cancellationToken)
    {
        var seconds = TimeSpan.FromSeconds(args.Length > 0 ? double.Parse(args[0], CultureInfo.InvariantCulture) : 4);
        var path = Path.Combine(Path.GetTempPath(), $"activelabel-queue-{Environment.ProcessId}.db");
        await using var load = await QueueLoad.CreateAsync(
            new(DatabaseProvider.Sqlite, $"Data Source={path}"), 100_000, 64, cancellationToken);
        await load.RunAsync(8, seconds, cancellationToken);
        foreach (var clients in Environment.GetEnvironmentVariable("Q")!.Split(",").Select(int.Parse))
        {
            var measured = await load.RunAsync(clients, seconds, cancellationToken);
            Console.WriteLine($"{clients} clients: {measured.PerSecond:0} a second, {measured.CpuMicroseconds:0} us CPU");
        }
        SqliteConnection.ClearAllPools();
        File.Delete(path);
    }
}
