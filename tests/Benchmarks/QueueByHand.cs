using System.Diagnostics;
using ActiveLabel.Api.Events;
using ActiveLabel.Api.Storage;
using Microsoft.Data.Sqlite;

namespace ActiveLabel.Benchmarks;

/// <summary>
/// The statements of a claim and of a judgement on SQLite, prepared once, by one writer that commits 64 pieces of work
/// together: what the use cases would be if they were nothing but their statements.
/// </summary>
internal sealed class QueueByHand(SqliteConnection connection, QueueLoad load) : IDisposable
{
    private const int CyclesInCommit = 32;
    private const string FindItem = """
        SELECT i."Id", i."Arm", i."Attributes", i."CostBefore", i."CreatedAt", i."DoneAt", i."DueAt", i."ExternalId",
          i."IsModelBlind", i."OrganizationId", i."ProjectId", i."State", i."StepEnteredAt", i."StepKey", i."Visits",
          i."WorkflowVersion", v."Id", v."Definition", v."Note", v."Pools", v."Version",
          (SELECT COUNT(*) FROM "Slots" AS s WHERE s."TaskId" = @task AND s."State" = 1),
          (SELECT t."Id" FROM "Tasks" AS t WHERE t."ItemId" = i."Id" ORDER BY t."Id" DESC LIMIT 1)
        FROM "Items" AS i INNER JOIN "WorkflowVersions" AS v
          ON v."ProjectId" = i."ProjectId" AND v."Version" = i."WorkflowVersion"
        WHERE i."Id" = @item
        """;
    private const string FinishItem = """
        UPDATE "Items" SET "CostBefore" = 3, "DoneAt" = @now, "State" = 1, "StepEnteredAt" = @now, "StepKey" = @step,
          "Visits" = '{"label":1,"done":1}' WHERE "Id" = @item
        """;
    private const string Details =
        """{"judgementId":"SnVkZ2VtZW50OjE=","label":1,"confidence":0.5,"judgementCount":1}""";

    private readonly Dictionary<string, SqliteCommand> _prepared = [];
    private readonly QueueStatements _queue = SqliteDialect.Instance.Queue;
    private readonly long _project = load.Project.Id.Value;
    private readonly byte[] _posterior = new byte[32];

    public QueueThroughput Run(TimeSpan time)
    {
        // As the server has it.
        string[] pragmas = ["synchronous=FULL", "foreign_keys=ON", "wal_autocheckpoint=8000", "cache_size=-16000"];
        foreach (var pragma in pragmas)
            Execute($"PRAGMA {pragma}");
        var (clock, cpu) = (Stopwatch.StartNew(), Environment.CpuUsage.TotalTime);
        var cycles = 0;
        while (clock.Elapsed < time)
        {
            using var transaction = connection.BeginTransaction();
            for (var cycle = 0; cycle < CyclesInCommit; cycle++, cycles++)
                Cycle(transaction, load.Workers[cycles % load.Workers.Count].Value);
            transaction.Commit();
        }
        var used = Environment.CpuUsage.TotalTime - cpu;
        return new(cycles / clock.Elapsed.TotalSeconds, used.TotalMicroseconds / cycles);
    }

    public void Dispose()
    {
        foreach (var command in _prepared.Values)
            command.Dispose();
    }

    private void Cycle(SqliteTransaction transaction, long worker)
    {
        Execute("SAVEPOINT work", transaction);
        var (task, token) = Claim(transaction, worker);
        Execute("RELEASE work", transaction);
        Execute("SAVEPOINT work", transaction);
        Submit(transaction, worker, task, token);
        Execute("RELEASE work", transaction);
    }

    private (long Task, long Token) Claim(SqliteTransaction transaction, long worker)
    {
        var now = Query(
            _queue.ReadState, transaction, ("@worker", worker), ("@project", _project),
            ("@organization", 1L), ("@reclaimed", 0L))[0];
        var found = Query(
            _queue.FindTasks, transaction, ("@project", _project), ("@pool", 0L), ("@passed", 0L),
            ("@me", $"%,{worker},%"), ("@count", 1L));
        var (task, item, token, filled) = ((long)found[0], (long)found[1], (long)found[2] + 1, (long)found[3]);
        var sequence = Append(
            transaction, EventKind.TaskClaimed, item, worker, details: "{}", leased: 1, judged: 0, now);
        Query(
            _queue.TakeTasks, transaction,
            ("@rows", $$"""[{"task":{{task}},"filled":{{filled}},"token":{{token}}}]"""), ("@worker", worker),
            ("@organization", 1L), ("@project", _project), ("@mark", $"{worker},"), ("@sequence", sequence),
            ("@expiresAt", (long)now + 600_000_000), ("@hardCapAt", (long)now + 3_600_000_000));
        return (task, token);
    }

    private void Submit(SqliteTransaction transaction, long worker, long task, long token)
    {
        var held = Query(
            _queue.HoldSlot, transaction, ("@task", task), ("@worker", worker), ("@project", _project),
            ("@key", $"{task}"));
        var (now, number, item) = (held[0], held[1], (long)held[7]);
        Query(
            _queue.RecordJudgement, transaction, ("@task", task), ("@worker", worker), ("@token", token),
            ("@organization", 1L), ("@project", _project), ("@item", item), ("@number", number),
            ("@schemaVersion", 1L), ("@instructionsVersion", 1L),
            ("@answers", QueueLoad.Answers),
            ("@key", $"{task}"), ("@hash", new string('a', 64)), ("@handlingSeconds", 0.0), ("@client", DBNull.Value),
            ("@now", now));
        Query(_queue.ReadOpinions, transaction, ("@item", item), ("@project", _project));
        var judged = (long)Query(FindItem, transaction, ("@task", task), ("@item", item))[21];
        Query(
            judged == 1 ? _queue.AddConsensus : _queue.ChangeConsensus, transaction, ("@item", item),
            ("@question", "q"), ("@organization", 1L), ("@project", _project), ("@label", 1L),
            ("@posterior", _posterior), ("@confidence", 0.5), ("@count", judged), ("@isDecided", false), ("@now", now));
        Query(
            _queue.RecordSignal, transaction, ("@organization", 1L), ("@project", _project), ("@item", item),
            ("@signal", """{"kind":"Judged","at":"2026-01-01T00:00:00+00:00","beliefs":{"q":{"label":1}}}"""));
        if (judged == QueueLoad.Judgements)
            Finish(transaction, task, item, now);
        Append(transaction, EventKind.JudgementSubmitted, item, worker, Details, leased: -1, judged: 1, now);
    }

    private void Finish(SqliteTransaction transaction, long task, long item, object now)
    {
        Query(_queue.CloseTask, transaction, ("@task", task));
        Query(_queue.CountStep, transaction, ("@project", _project), ("@step", "label"), ("@by", -1L));
        Query(_queue.CountStep, transaction, ("@project", _project), ("@step", "done"), ("@by", 1L));
        Query(FinishItem, transaction, ("@now", now), ("@step", "done"), ("@item", item));
    }

    private object Append(
        SqliteTransaction transaction,
        EventKind kind,
        long item,
        long worker,
        string details,
        long leased,
        long judged,
        object now)
        => Query(
            SqliteDialect.Instance.AppendEvents, transaction, ("@project", _project), ("@organization", 1L),
            ("@count", 1L), ("@items", 0L), ("@doneItems", 0L), ("@judgements", judged), ("@skips", 0L),
            ("@slotsWanted", -judged), ("@slotsLeased", leased), ("@judgedItems", 0L), ("@confidenceSum", 0.0),
            ("@handlingSeconds", 0.0), ("@spent", (double)judged), ("@now", now),
            ("@events",
                $$"""
                [{"n":1,"kind":{{(int)kind}},"item":{{item}},"worker":{{worker}},"details":{{Quoted(details)}}}]
                """))[0];

    private static string Quoted(string details) => System.Text.Json.JsonSerializer.Serialize(details);

    private void Execute(string statement, SqliteTransaction? transaction = null) => Query(statement, transaction);

    /// <returns>The first row of the first result set; empty where there is none.</returns>
    private object[] Query(
        string statement, SqliteTransaction? transaction, params ReadOnlySpan<(string Name, object Value)> values)
    {
        if (!_prepared.TryGetValue(statement, out var command))
        {
            _prepared[statement] = command = connection.CreateCommand();
            command.CommandText = statement;
            foreach (var (name, value) in values)
                command.Parameters.AddWithValue(name, value);
        }
        command.Transaction = transaction;
        for (var index = 0; index < values.Length; index++)
            command.Parameters[index].Value = values[index].Value;
        using var reader = command.ExecuteReader();
        object[] first = [];
        do
            while (reader.Read())
                if (first.Length == 0)
                    reader.GetValues(first = new object[reader.FieldCount]);
        while (reader.NextResult());
        return first;
    }
}
