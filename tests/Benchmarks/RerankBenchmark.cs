using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using ActiveLabel.Api;
using ActiveLabel.Api.Acquisition;
using ActiveLabel.Api.Items;
using ActiveLabel.Api.Judgements;
using ActiveLabel.Api.ModelRegistry;
using ActiveLabel.Api.Predictions;
using ActiveLabel.Api.Projects;
using ActiveLabel.Api.Storage;
using ActiveLabel.Api.Tasks;
using ActiveLabel.Api.Workers;
using ActiveLabel.Domain.Items;
using ActiveLabel.Domain.Judgements;
using ActiveLabel.Domain.Predictions;
using ActiveLabel.Domain.Projects;
using ActiveLabel.Domain.Tasks;
using ActiveLabel.Domain.Workers;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Npgsql;

namespace ActiveLabel.Benchmarks;

/// <summary>
/// How long it takes to lay a queue in order by what the serving version has said of its items, and how long claims
/// take meanwhile and without: <c>rerank [ITEMS]</c>, a million by default.
/// </summary>
/// <remarks>PostgreSQL where ACTIVELABEL_TEST_POSTGRES names one, otherwise SQLite.</remarks>
internal sealed class RerankBenchmark : IBenchmark
{
    private const int Workers = 8;
    private const int Choices = 4;
    private const int Labels = 1_000;
    private const int RandomOneOf = 20;
    private const int Rounds = 3;
    private const double ThinkMilliseconds = 20;

    private static readonly TimeSpan Quiet = TimeSpan.FromSeconds(10);

    public async Task RunAsync(string[] args, CancellationToken cancellationToken)
    {
        var items = args.Length > 0 ? int.Parse(args[0], CultureInfo.InvariantCulture) : 1_000_000;
        var directory = Directory.CreateTempSubdirectory("rerank");
        var server = Environment.GetEnvironmentVariable("ACTIVELABEL_TEST_POSTGRES");
        StorageOptions storage = string.IsNullOrEmpty(server)
            ? new(DatabaseProvider.Sqlite, $"Data Source={Path.Combine(directory.FullName, "rerank.db")}")
            : new(DatabaseProvider.PostgreSql, new NpgsqlConnectionStringBuilder(server)
            {
                Database = $"activelabel_rerank_{Environment.ProcessId}",
            }.ToString());
        var builder = Host.CreateEmptyApplicationBuilder(new());
        builder.Services.AddStorage(storage).AddUseCases().AddInference(
            new(null, Path.Combine(directory.FullName, "models")) { ProgramDirectory = ThroughputBenchmark.Program() });
        using (var host = builder.Build())
        {
            var services = host.Services;
            await MigrateDatabase.ExecuteAsync(services, cancellationToken);
            await host.StartAsync(cancellationToken);
            await using var db = await services.GetRequiredService<IDbContextFactory<ActiveLabelDb>>()
                .CreateDbContextAsync(cancellationToken);
            var (project, workers) = await CreateAsync(services, db, items, cancellationToken);
            Console.WriteLine($"{storage.Provider}, {items:n0} open items, {Workers} workers who claim, one after "
                + $"{ThinkMilliseconds} ms");
            await MeasureAsync(services, project, workers, cancellationToken);
            await db.Database.EnsureDeletedAsync(cancellationToken);
            await host.StopAsync(cancellationToken);
        }
        SqliteConnection.ClearAllPools();
        directory.Delete(recursive: true);
    }

    private static async Task MeasureAsync(
        IServiceProvider services, Project project, List<WorkerId> workers, CancellationToken cancellationToken)
    {
        var rerank = services.GetRequiredService<RerankQueue>();
        var claims = services.GetRequiredService<ClaimTasks>();
        var submit = services.GetRequiredService<SubmitJudgement>();
        Task<List<double>> ClaimAsync(Func<bool> isOver) => ClaimUntilAsync(
            claims, submit, project, workers, isOver);
        var clock = Stopwatch.StartNew();
        await ClaimAsync(() => clock.Elapsed > Quiet); // compiles
        for (var round = 1; round <= Rounds; round++)
        {
            clock.Restart();
            var quiet = await ClaimAsync(() => clock.Elapsed > Quiet);
            clock.Restart();
            var laying = rerank.ExecuteAsync(project, cancellationToken);
            var during = await ClaimAsync(() => laying.IsCompleted);
            var result = await laying;
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"round {round}: {result.Moved:n0} in order in {clock.Elapsed.TotalSeconds:f1} s (aim 10); claims "
                + $"p50 {Quantile(quiet, 0.5):f1} and {Quantile(during, 0.5):f1} ms, p99 {Quantile(quiet, 0.99):f1} "
                + $"and {Quantile(during, 0.99):f1} ms, {Quantile(during, 0.99) / Quantile(quiet, 0.99):f2} times the "
                + $"quiet one (aim 2); {during.Count:n0} claims, {Environment.WorkingSet >> 20} MB"));
        }
    }

    private static async Task<List<double>> ClaimUntilAsync(
        ClaimTasks claims, SubmitJudgement submit, Project project, List<WorkerId> workers, Func<bool> isOver)
    {
        var milliseconds = new ConcurrentBag<double>();
        await Task.WhenAll(workers.Select(worker => Task.Run(async () =>
        {
            while (!isOver())
            {
                var start = Stopwatch.GetTimestamp();
                var lease = (await claims.ExecuteAsync(project, worker, 1, CancellationToken.None)).Leases[0];
                milliseconds.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
                await submit.ExecuteAsync(
                    project, worker,
                    new(lease.TaskId, lease.Token, [new("q", new SingleChoiceValue("c1"))], $"{lease.TaskId.Value}"),
                    CancellationToken.None);
                await Task.Delay(TimeSpan.FromMilliseconds(ThinkMilliseconds));
            }
        })));
        return [.. milliseconds];
    }

    private static double Quantile(List<double> values, double share)
        => values.Order().ElementAt(Math.Min(values.Count - 1, (int)(share * values.Count)));

    private static async Task<(Project Project, List<WorkerId> Workers)> CreateAsync(
        IServiceProvider services, ActiveLabelDb db, int items, CancellationToken cancellationToken)
    {
        List<Choice> choices = [.. Enumerable.Range(0, Choices).Select(index => new Choice($"c{index}", $"C{index}"))];
        var created = (CreateProjectResult.Created)await services.GetRequiredService<CreateProject>().ExecuteAsync(
            new(1),
            new(
                "Rerank",
                new(1, "", [new("q", "Which?", AnnotationType.SingleChoice, choices)]),
                new(new(), JudgementsMin: 1),
                1,
                "rerank"),
            cancellationToken);
        var project = created.Project;
        await services.GetRequiredService<AddItems>().ExecuteAsync(
            project, [new("first", """{"text":"some words that are as long as those of a short message"}""")],
            cancellationToken);
        var workers = new List<WorkerId>();
        for (var index = 0; index < Workers; index++)
            workers.Add(((CreateWorkerResult.Created)await services.GetRequiredService<CreateWorker>().ExecuteAsync(
                project, new($"worker {index}", "private", $"w{index}"), cancellationToken)).Worker.Id);
        await QueueSeed.RunAsync(db, $"""UPDATE "Items" SET "Arm" = {(int)Arm.Ranked}""", cancellationToken);
        await QueueSeed.CopyTasksAsync(db, project, items, required: 1, cancellationToken);
        await QueueSeed.CopyAsync<ItemContent>(
            db, 1, items, "1 = 1", new() { ["ItemId"] = "s.\"ItemId\" + g.n" }, cancellationToken);
        await QueueSeed.RunAsync(
            db, $"""UPDATE "Items" SET "Arm" = {(int)Arm.Random} WHERE "Id" % {RandomOneOf} = 0""", cancellationToken);
        await QueueSeed.RunAsync(
            db, $"""UPDATE "Items" SET "State" = {(int)ItemState.Done} WHERE "Id" % {items / Labels} = 0""",
            cancellationToken);
        await QueueSeed.RunAsync(
            db, $"""UPDATE "Queue" SET "State" = {(int)QueueState.Closed} WHERE "ItemId" % {items / Labels} = 0""",
            cancellationToken);
        await PredictAsync(services, db, project, cancellationToken);
        await QueueSeed.RunAsync(db, db is PostgreSqlDb ? "VACUUM ANALYZE" : "ANALYZE", cancellationToken);
        return (project, workers);
    }

    /// <summary>A version serves that has said something of every item.</summary>
    private static async Task PredictAsync(
        IServiceProvider services, ActiveLabelDb db, Project project, CancellationToken cancellationToken)
    {
        var writing = services.GetRequiredService<Writing>();
        var model = await writing.ExecuteAsync(
            (write, token) => ModelNumbers.AddAsync(
                write,
                new()
                {
                    OrganizationId = project.OrganizationId,
                    ProjectId = project.Id,
                    Version = 0,
                    Stage = ModelStage.Serving,
                    CreatedAt = DateTimeOffset.UnixEpoch,
                    Labels = 0,
                    Temperature = 1,
                    Sha256 = new('0', 64),
                    Decision = "Measured.",
                },
                token),
            cancellationToken);
        var random = new Random(1);
        var ids = await db.Items.Select(item => item.Id).ToListAsync(cancellationToken);
        foreach (var chunk in ids.Chunk(10_000))
            await writing.ExecuteAsync(
                (write, token) => SqlDialect.Of(write.Database).Predictions.StoreAsync(
                    write, PredictionRows.Of(chunk, [.. chunk.Select(_ => new Prediction(Said(random)))]), model,
                    DateTimeOffset.UnixEpoch, token),
                cancellationToken);
    }

    private static float[] Said(Random random)
    {
        var row = new float[Choices];
        for (var choice = 0; choice < Choices; choice++)
            row[choice] = MathF.Exp(3 * random.NextSingle());
        var sum = row.Sum();
        return Array.ConvertAll(row, value => value / sum);
    }
}
