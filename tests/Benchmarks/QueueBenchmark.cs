using System.Globalization;
using ActiveLabel.Api.Storage;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace ActiveLabel.Benchmarks;

/// <summary>
/// Claim and judgement through the use cases against their bare statements: on SQLite by one writer with the same group
/// commit, on PostgreSQL by pgbench. <c>queue --seconds 5 --items 100000</c>.
/// </summary>
/// <remarks>
/// PostgreSQL where ACTIVELABEL_TEST_POSTGRES names one. The two take turns, so that what else the machine does hits
/// both; what counts is the ratio of their medians.
/// </remarks>
internal sealed class QueueBenchmark : IBenchmark
{
    private const int Rounds = 3;
    private const int SqliteClients = 64;
    private const int ServerClients = 8;

    public async Task RunAsync(string[] args, CancellationToken cancellationToken)
    {
        var time = TimeSpan.FromSeconds(NumberOf(args, "--seconds", 5));
        var items = NumberOf(args, "--items", 100_000);
        await SqliteAsync(items, time, cancellationToken);
        if (Environment.GetEnvironmentVariable("ACTIVELABEL_TEST_POSTGRES") is { Length: > 0 } postgreSql)
            await PostgreSqlAsync(postgreSql, items, time, cancellationToken);
    }

    private static async Task SqliteAsync(int items, TimeSpan time, CancellationToken cancellationToken)
    {
        var path = Path.Combine(Path.GetTempPath(), $"activelabel-queue-{Environment.ProcessId}.db");
        await using (var load = await QueueLoad.CreateAsync(
            new(DatabaseProvider.Sqlite, $"Data Source={path}"), items, SqliteClients, cancellationToken))
        {
            await using var connection = new SqliteConnection($"Data Source={path}");
            await connection.OpenAsync(cancellationToken);
            using var byHand = new QueueByHand(connection, load);
            await load.RunAsync(SqliteClients, 3 * time, cancellationToken); // code is compiled anew as it is used
            byHand.Run(time);
            List<QueueThroughput> one = [], many = [], bare = [];
            for (var round = 0; round < Rounds; round++)
            {
                one.Add(await load.RunAsync(1, time, cancellationToken));
                many.Add(await load.RunAsync(SqliteClients, time, cancellationToken));
                bare.Add(byHand.Run(time));
            }
            Print("SQLite, 1 client", one);
            Print($"SQLite, {SqliteClients} clients", many);
            Print("SQLite, bare statements", bare);
            Console.WriteLine($"SQLite: {SqliteClients} clients against bare statements "
                + $"{Median(many) / Median(bare):0.00} (aim 0.50), against one client "
                + $"{Median(many) / Median(one):0.0} (aim 3.0)");
            await using var http = await QueueOverHttp.StartAsync(load, path, cancellationToken);
            await http.RunAsync(time, cancellationToken);
            List<QueueThroughput> over = [];
            for (var round = 0; round < Rounds; round++)
                over.Add(await http.RunAsync(time, cancellationToken));
            Print($"SQLite, {SqliteClients} clients over HTTP and GraphQL, theirs included", over);
            Console.WriteLine($"SQLite: over HTTP against the use cases {Median(over) / Median(many):0.00}");
        }
        SqliteConnection.ClearAllPools();
        File.Delete(path);
    }

    private static async Task PostgreSqlAsync(
        string server, int items, TimeSpan time, CancellationToken cancellationToken)
    {
        var connection = new NpgsqlConnectionStringBuilder(server)
        {
            Database = $"activelabel_queue_{Environment.ProcessId}",
        }.ToString();
        await using var load = await QueueLoad.CreateAsync(
            new(DatabaseProvider.PostgreSql, connection), items, ServerClients, cancellationToken);
        await load.RunAsync(ServerClients, 2 * time, cancellationToken);
        List<QueueThroughput> ours = [], bare = [];
        for (var round = 0; round < Rounds; round++)
        {
            ours.Add(await load.RunAsync(ServerClients, time, cancellationToken));
            if (await QueuePgbench.RunAsync(connection, load, ServerClients, time, cancellationToken) is { } measured)
                bare.Add(measured);
        }
        Print($"PostgreSQL, {ServerClients} clients", ours);
        if (bare.Count == 0)
            Console.WriteLine("PostgreSQL: pgbench is not installed, so there is nothing to compare with.");
        else
            Console.WriteLine($"PostgreSQL, pgbench: {Median(bare):0} claims with judgements a second\n"
                + $"PostgreSQL: against pgbench {Median(ours) / Median(bare):0.00} (aim 0.50)");
        await load.DropAsync(cancellationToken);
    }

    private static void Print(string what, List<QueueThroughput> measured)
        => Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{what}: {Median(measured):0} claims with judgements a second, "
                + $"{measured.Min(each => each.CpuMicroseconds):0} microseconds of CPU each"));

    private static double Median(List<QueueThroughput> measured)
        => measured.Select(each => each.PerSecond).Order().ElementAt(measured.Count / 2);

    private static int NumberOf(string[] args, string name, int usual)
        => Array.IndexOf(args, name) is >= 0 and var at && at + 1 < args.Length
            ? int.Parse(args[at + 1], CultureInfo.InvariantCulture)
            : usual;
}
