using ActiveLabel.Api.Storage;
using ActiveLabel.Api.Tasks;
using ActiveLabel.Domain.Items;
using ActiveLabel.Domain.Projects;
using ActiveLabel.Domain.Tasks;
using ActiveLabel.Domain.Workers;
using Microsoft.EntityFrameworkCore;

namespace ActiveLabel.Benchmarks;

/// <summary>Fills a queue by set statements, so that a million tasks are there in seconds.</summary>
internal static class QueueSeed
{
    /// <summary>Copies the one item of a project, with its task, until there are so many.</summary>
    /// <param name="required">Judgements that each wants.</param>
    public static async Task CopyTasksAsync(
        ActiveLabelDb db, Project project, long count, int required, CancellationToken cancellationToken)
    {
        db.Database.SetCommandTimeout(TimeSpan.FromHours(1));
        var first = await db.Queue.AsNoTracking().SingleAsync(e => e.ProjectId == project.Id, cancellationToken);
        var (item, task) = ($"{first.ItemId.Value} + g.n", $"{first.TaskId.Value} + g.n");
        const string scattered = "((CAST(g.n AS bigint) * 7919) % 1000003) / 1000003.0";
        await CopyAsync<Item>(
            db, 1, count, $"s.\"Id\" = {first.ItemId.Value}",
            new() { ["Id"] = item, ["ExternalId"] = "'copy-' || g.n", ["TaskId"] = task }, cancellationToken);
        await CopyAsync<LabelingTask>(
            db, 1, count, $"s.\"Id\" = {first.TaskId.Value}", new() { ["Id"] = task, ["ItemId"] = item },
            cancellationToken);
        await CopyAsync<QueueEntry>(
            db, 1, count, $"s.\"TaskId\" = {first.TaskId.Value}",
            new() { ["TaskId"] = task, ["ItemId"] = item, ["Position"] = scattered, ["Required"] = $"{required}" },
            cancellationToken);
        if (db is PostgreSqlDb)
            await RunAsync(
                db,
                """
                SELECT setval(pg_get_serial_sequence('"Items"', 'Id'), (SELECT MAX("Id") FROM "Items")),
                       setval(pg_get_serial_sequence('"Tasks"', 'Id'), (SELECT MAX("Id") FROM "Tasks"))
                """,
                cancellationToken);
        await RunAsync(
            db, $"""UPDATE "QueueFronts" SET "FreshFrom" = 0 WHERE "ProjectId" = {project.Id.Value}""",
            cancellationToken);
        await RunAsync(
            db,
            $"""UPDATE "Ledger" SET "Items" = {count}, "SlotsWanted" = {count * required} """
            + $"""WHERE "ProjectId" = {project.Id.Value}""",
            cancellationToken);
        await RunAsync(db, "ANALYZE", cancellationToken);
    }

    /// <summary>Lets a worker have judged the first tasks of the order, all of which want another judgement.</summary>
    public static async Task JudgeFirstAsync(
        ActiveLabelDb db, Project project, WorkerId worker, int count, CancellationToken cancellationToken)
    {
        var first = await db.Queue.Where(e => e.ProjectId == project.Id).MinAsync(e => e.TaskId, cancellationToken);
        // The ledger goes on after them: a place in the lane is older than any event to come.
        await RunAsync(
            db,
            $"""
            UPDATE "Queue" SET "Lane" = 0, "Filled" = 1, "Excluded" = ',{worker.Value},',
              "LaneSequence" = "TaskId" - {first.Value}
            WHERE "TaskId" - {first.Value} BETWEEN 1 AND {count} AND "ProjectId" = {project.Id.Value}
            """,
            cancellationToken);
        await RunAsync(
            db,
            $"""UPDATE "Ledger" SET "Sequence" = "Sequence" + {count + 10} WHERE "ProjectId" = {project.Id.Value} """
            + $"""AND "Sequence" = (SELECT MAX("Sequence") FROM "Ledger" WHERE "ProjectId" = {project.Id.Value})""",
            cancellationToken);
    }

    /// <summary>Spreads the tasks over pools of the same requirement, those of several steps.</summary>
    public static async Task SpreadAsync(
        ActiveLabelDb db, Project project, int pools, CancellationToken cancellationToken)
    {
        for (var pool = 1; pool < pools; pool++)
            await AddPool.ApplyAsync(
                db, project, $"step-{pool}", WorkerRequirement.Everybody, isExclusiveOnItem: true, cost: 1,
                cancellationToken);
        await RunAsync(
            db,
            $"""UPDATE "Queue" SET "Pool" = "TaskId" % {pools} WHERE "ProjectId" = {project.Id.Value}""",
            cancellationToken);
        await RunAsync(db, "ANALYZE", cancellationToken);
    }

    /// <summary>All columns of the row as they are, but for those that are replaced.</summary>
    /// <param name="from">Number of the first copy.</param>
    /// <param name="to">Number of the first that is not made any more.</param>
    internal static Task<int> CopyAsync<T>(
        ActiveLabelDb db,
        long from,
        long to,
        string source,
        Dictionary<string, string> replaced,
        CancellationToken cancellationToken)
    {
        var entity = db.Model.FindEntityType(typeof(T))
            ?? throw new InvalidOperationException($"{typeof(T)} is not mapped.");
        var columns = entity.GetProperties().Select(property => property.GetColumnName()).ToList();
        var values = columns.Select(column => replaced.GetValueOrDefault(column, $"s.\"{column}\""));
        var numbers = db is SqliteDb
            ? $"(WITH RECURSIVE c(n) AS (SELECT {from} UNION ALL SELECT n + 1 FROM c WHERE n < {to - 1}) "
                + "SELECT n FROM c)"
            : $"generate_series({from}, {to - 1})";
        var table = entity.GetTableName();
        return RunAsync(
            db,
            $"""INSERT INTO "{table}" ({string.Join(", ", columns.Select(column => $"\"{column}\""))}) """
            + $"""SELECT {string.Join(", ", values)} FROM "{table}" AS s """
            + $"CROSS JOIN {numbers} AS g{(db is SqliteDb ? "" : "(n)")} WHERE {source}",
            cancellationToken);
    }

    internal static async Task<int> RunAsync(ActiveLabelDb db, string statement, CancellationToken cancellationToken)
    {
        await db.Database.OpenConnectionAsync(cancellationToken);
        return await Sql.ExecuteAsync(db, statement, [], cancellationToken);
    }
}
