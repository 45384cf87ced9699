using System.Diagnostics;
using System.Globalization;
using ActiveLabel.Api;
using ActiveLabel.Api.Items;
using ActiveLabel.Api.Projects;
using ActiveLabel.Api.Storage;
using ActiveLabel.Api.Tasks;
using ActiveLabel.Api.Workers;
using ActiveLabel.Domain.Projects;
using ActiveLabel.Domain.Workers;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace ActiveLabel.Benchmarks;

/// <summary>
/// Pages that a claim touches, by size of the queue: for a new worker, for one who has judged the first 5,000 tasks,
/// and with 10 pools; on PostgreSQL also while a snapshot is open that sees 5,000 leases' dead versions.
/// </summary>
/// <remarks>
/// <c>queue-pages 10000 1000000</c>; 10,000,000 where there is time. PostgreSQL where ACTIVELABEL_TEST_POSTGRES names
/// one; otherwise SQLite alone.
/// </remarks>
internal sealed class QueuePagesBenchmark : IBenchmark
{
    private const int Claims = 50;
    private const int JudgedBefore = 5_000;
    private const int LeasesBehindSnapshot = 5_000;
    private const int Pools = 10;

    public async Task RunAsync(string[] args, CancellationToken cancellationToken)
    {
        var sizes = args.Length > 0
            ? [.. args.Select(size => long.Parse(size, CultureInfo.InvariantCulture))]
            : new long[] { 10_000, 1_000_000 };
        var postgreSql = Environment.GetEnvironmentVariable("ACTIVELABEL_TEST_POSTGRES");
        foreach (var size in sizes)
        {
            var path = Path.Combine(Path.GetTempPath(), $"activelabel-pages-{Environment.ProcessId}.db");
            await MeasureAsync(new(DatabaseProvider.Sqlite, $"Data Source={path}"), size, cancellationToken);
            File.Delete(path);
            if (!string.IsNullOrEmpty(postgreSql))
                await MeasureAsync(new(DatabaseProvider.PostgreSql, Fast(postgreSql)), size, cancellationToken);
        }
    }

    // Pages are counted, not seconds: nothing here has to survive.
    private static string Fast(string connection) => new NpgsqlConnectionStringBuilder(connection)
    {
        Database = $"activelabel_pages_{Environment.ProcessId}",
        Options = "-c synchronous_commit=off",
    }.ToString();

    private static async Task MeasureAsync(StorageOptions storage, long size, CancellationToken cancellationToken)
    {
        await using var services = new ServiceCollection().AddLogging().AddStorage(storage).AddUseCases()
            .BuildServiceProvider();
        var databases = services.GetRequiredService<IDbContextFactory<ActiveLabelDb>>();
        await MigrateDatabase.ExecuteAsync(services, cancellationToken);
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var claimTasks = services.GetRequiredService<ClaimTasks>();
        var pages = new QueuePages(
            databases.CreateDbContext, claimTasks, services.GetRequiredService<QueueMemory>());
        async Task PrintAsync(string what, Project project, WorkerId worker)
            => Console.WriteLine($"{storage.Provider,-10} {size,10:N0} {what,-34} "
                + await SummaryAsync(pages, project, worker, cancellationToken));

        var (project, workers) = await ProjectAsync(services, "plain", size, cancellationToken);
        await PrintAsync("a new worker", project, workers[0]);
        if (storage.Provider == DatabaseProvider.PostgreSql)
            await WithSnapshotAsync(storage, async () =>
            {
                await LeaseAsync(claimTasks, project, workers, cancellationToken);
                // As the server's own vacuum does within a minute, snapshot or not: a table that was empty when its
                // statistics were taken is read from end to end.
                await db.Database.ExecuteSqlRawAsync("ANALYZE", cancellationToken);
                await PrintAsync($"snapshot over {LeasesBehindSnapshot:N0} leases", project, workers[^1]);
            });
        (project, workers) = await ProjectAsync(services, "judged", size, cancellationToken);
        await QueueSeed.JudgeFirstAsync(db, project, workers[0], JudgedBefore, cancellationToken);
        await PrintAsync($"has judged {JudgedBefore:N0}", project, workers[0]);
        (project, workers) = await ProjectAsync(services, "pools", size, cancellationToken);
        await QueueSeed.SpreadAsync(db, project, Pools, cancellationToken);
        await PrintAsync($"{Pools} pools", project, workers[0]);
        await db.Database.EnsureDeletedAsync(cancellationToken);
    }

    private static async Task<(Project Project, List<WorkerId> Workers)> ProjectAsync(
        IServiceProvider services, string name, long size, CancellationToken cancellationToken)
    {
        var created = (CreateProjectResult.Created)await services.GetRequiredService<CreateProject>().ExecuteAsync(
            new(1),
            new(
                name,
                new(1, "", [new("q", "Which?", AnnotationType.SingleChoice, [new("a", "A"), new("b", "B")])]),
                new(new(), JudgementsMin: 3),
                1,
                name),
            cancellationToken);
        await services.GetRequiredService<AddItems>().ExecuteAsync(
            created.Project, [new("first", "{}")], cancellationToken);
        var workers = new List<WorkerId>();
        for (var index = 0; index < (LeasesBehindSnapshot / ProjectSettings.LeasesLimit) + 2; index++)
            workers.Add(((CreateWorkerResult.Created)await services.GetRequiredService<CreateWorker>().ExecuteAsync(
                created.Project, new($"{name} {index}", "private", $"{name} {index}"), cancellationToken)).Worker.Id);
        await using var db = await services.GetRequiredService<IDbContextFactory<ActiveLabelDb>>()
            .CreateDbContextAsync(cancellationToken);
        await QueueSeed.CopyTasksAsync(db, created.Project, size, required: 3, cancellationToken);
        return (created.Project, workers);
    }

    private static async Task<string> SummaryAsync(
        QueuePages pages, Project project, WorkerId worker, CancellationToken cancellationToken)
    {
        var clock = Stopwatch.StartNew();
        var touched = new List<TouchedPages>();
        for (var claim = 0; claim < Claims; claim++)
            touched.Add(await pages.ClaimAsync(project, worker, cancellationToken));
        return $"walk {Median(touched, claim => claim.Walk),5} (max {touched.Max(claim => claim.Walk),5}), "
            + $"transaction {Median(touched, claim => claim.Transaction),5} "
            + $"(max {touched.Max(claim => claim.Transaction),5}) pages, {clock.ElapsedMilliseconds / Claims} ms";
    }

    private static long Median(List<TouchedPages> touched, Func<TouchedPages, long> pages)
        => touched.Select(pages).Order().ElementAt(touched.Count / 2);

    private static async Task WithSnapshotAsync(StorageOptions storage, Func<Task> work)
    {
        await using var connection = new NpgsqlConnection(storage.Connection);
        await connection.OpenAsync();
        await using var snapshot = await connection.BeginTransactionAsync(System.Data.IsolationLevel.RepeatableRead);
        await using var look = new NpgsqlCommand("SELECT COUNT(*) FROM \"Workers\"", connection, snapshot);
        await look.ExecuteScalarAsync();
        await work();
    }

    private static async Task LeaseAsync(
        ClaimTasks claimTasks, Project project, List<WorkerId> workers, CancellationToken cancellationToken)
    {
        var left = LeasesBehindSnapshot;
        foreach (var worker in workers.Skip(1).SkipLast(1))
            for (var claim = 0; claim < ProjectSettings.LeasesLimit && left > 0; claim++, left--)
                await claimTasks.ExecuteAsync(project, worker, 1, cancellationToken);
    }
}
