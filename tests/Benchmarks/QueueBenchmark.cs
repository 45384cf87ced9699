using System.Diagnostics;
using ActiveLabel.Api;
using ActiveLabel.Api.Items;
using ActiveLabel.Api.Judgements;
using ActiveLabel.Api.Projects;
using ActiveLabel.Api.Storage;
using ActiveLabel.Api.Tasks;
using ActiveLabel.Api.Workers;
using ActiveLabel.Domain.Judgements;
using ActiveLabel.Domain.Projects;
using ActiveLabel.Domain.Workers;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;

namespace ActiveLabel.Benchmarks;

/// <summary>
/// Claim and submit on SQLite (synchronous=FULL) through the use cases, against the barest SQL that could record a
/// judgement at all, on the same tables in the same file; with a small and with a large queue.
/// </summary>
internal sealed class QueueBenchmark : IBenchmark
{
    private const int Cycles = 400;
    private static readonly int[] Sizes = [2_000, 50_000];

    public async Task RunAsync(string[] args, CancellationToken cancellationToken)
    {
        foreach (var size in Sizes)
        {
            var path = Path.Combine(Path.GetTempPath(), $"activelabel-queue-{Environment.ProcessId}-{size}.db");
            await using var services = new ServiceCollection().AddLogging()
                .AddStorage(new(DatabaseProvider.Sqlite, $"Data Source={path}")).AddUseCases().BuildServiceProvider();
            var (project, workers) = await PrepareAsync(services, size, cancellationToken);
            await UseCasesAsync(services, project, workers, cancellationToken);
            var ours = await UseCasesAsync(services, project, workers, cancellationToken);
            var bare = await BareSqlAsync(path, project.Id.Value, workers[0].Value, cancellationToken);
            Console.WriteLine(
                $"{size,7} items: claim + submit {ours:f2} ms, bare SQL {bare:f2} ms, ratio {ours / bare:f1}");
            SqliteConnection.ClearAllPools();
            File.Delete(path);
        }
    }

    private static async Task<(Project, List<WorkerId>)> PrepareAsync(
        IServiceProvider services, int size, CancellationToken cancellationToken)
    {
        await MigrateDatabase.ExecuteAsync(services, cancellationToken);
        var choices = Enumerable.Range(0, 8).Select(index => new Choice($"c{index}", $"C{index}")).ToList();
        var created = (CreateProjectResult.Created)await services.GetRequiredService<CreateProject>().ExecuteAsync(
            new(1),
            new(
                "Queue", new(1, "", [new("q", "Which?", AnnotationType.SingleChoice, choices)]), new(new()), 1,
                "queue"),
            cancellationToken);
        var add = services.GetRequiredService<AddItems>();
        var items = Enumerable.Range(0, size).Select(index => new NewItem($"item-{index}", "{\"text\":\"words\"}"));
        foreach (var chunk in items.Chunk(AddItems.ChunkSizeMax))
            await add.ExecuteAsync(created.Project, chunk, cancellationToken);
        var workers = new List<WorkerId>();
        for (var index = 0; index < 4; index++)
            workers.Add(((CreateWorkerResult.Created)await services.GetRequiredService<CreateWorker>().ExecuteAsync(
                created.Project, new($"worker {index}", "private", $"w{index}"), cancellationToken)).Worker.Id);
        return (created.Project, workers);
    }

    /// <returns>Milliseconds of one claim with its submit.</returns>
    private static async Task<double> UseCasesAsync(
        IServiceProvider services, Project project, List<WorkerId> workers, CancellationToken cancellationToken)
    {
        var (claim, submit) = (
            services.GetRequiredService<ClaimTasks>(), services.GetRequiredService<SubmitJudgement>());
        var clock = Stopwatch.StartNew();
        for (var cycle = 0; cycle < Cycles; cycle++)
        {
            var worker = workers[cycle % workers.Count];
            var lease = (await claim.ExecuteAsync(project, worker, 1, cancellationToken)).Leases[0];
            var request = new JudgementRequest(
                lease.TaskId, lease.Token, [new("q", new SingleChoiceValue("c1"))], $"{lease.TaskId.Value}");
            await submit.ExecuteAsync(project, worker, request, cancellationToken);
        }
        return clock.Elapsed.TotalMilliseconds / Cycles;
    }

    private static async Task<double> BareSqlAsync(
        string path, long project, long worker, CancellationToken cancellationToken)
    {
        await using var connection = new SqliteConnection($"Data Source={path}");
        await connection.OpenAsync(cancellationToken);
        await RunAsync(connection, "PRAGMA synchronous=FULL", [], cancellationToken);
        var clock = Stopwatch.StartNew();
        for (var cycle = 0; cycle < Cycles; cycle++)
        {
            await using var claim = await connection.BeginTransactionAsync(cancellationToken);
            var task = await RunAsync(
                connection,
                """
                UPDATE "Queue" SET "Filled" = "Required", "State" = 1, "Grants" = "Grants" + 1 WHERE "TaskId" =
                  (SELECT "TaskId" FROM "Queue" WHERE "ProjectId" = @a AND "Pool" = 0 AND "State" = 0
                     AND "Filled" = 0 ORDER BY "Position" LIMIT 1) RETURNING "TaskId"
                """,
                [project],
                cancellationToken);
            await RunAsync(
                connection,
                """
                INSERT INTO "Slots" ("TaskId", "WorkerId", "OrganizationId", "ProjectId", "Number", "State", "Token",
                  "ExpiresAt", "HardCapAt") VALUES (@a, @b, 1, @c, 1, 0, 1, 0, 0)
                """,
                [task, worker, project],
                cancellationToken);
            await claim.CommitAsync(cancellationToken);
            await using var submit = await connection.BeginTransactionAsync(cancellationToken);
            await RunAsync(
                connection, "UPDATE \"Slots\" SET \"State\" = 1 WHERE \"TaskId\" = @a", [task], cancellationToken);
            await RunAsync(
                connection,
                """
                INSERT INTO "Judgements" ("OrganizationId", "ProjectId", "ItemId", "TaskId", "WorkerId", "SlotNumber",
                  "SchemaVersion", "InstructionsVersion", "Answers", "IdempotencyKey", "RequestHash", "HandlingSeconds",
                  "SubmittedAt")
                SELECT 1, @b, "ItemId", "TaskId", @c, 1, 1, 1, '[]', 'bare-' || "TaskId", '', 0, 0
                FROM "Queue" WHERE "TaskId" = @a
                """,
                [task, project, worker],
                cancellationToken);
            await RunAsync(
                connection, "UPDATE \"Queue\" SET \"State\" = 2 WHERE \"TaskId\" = @a", [task], cancellationToken);
            await submit.CommitAsync(cancellationToken);
        }
        return clock.Elapsed.TotalMilliseconds / Cycles;
    }

    private static async Task<long> RunAsync(
        SqliteConnection connection, string sql, long[] values, CancellationToken cancellationToken)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        for (var index = 0; index < values.Length; index++)
            command.Parameters.AddWithValue($"@{(char)('a' + index)}", values[index]);
        return await command.ExecuteScalarAsync(cancellationToken) is long result ? result : 0;
    }
}
