using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using ActiveLabel.Api.Events;
using ActiveLabel.Api.Storage;
using Npgsql;

namespace ActiveLabel.Benchmarks;

/// <summary>The statements of a claim and of a judgement, sent by pgbench: prepared, and in pipelines.</summary>
internal static partial class QueuePgbench
{
    private const string FindItem = """
        SELECT i.*, v.*,
          (SELECT COUNT(*) FROM "Slots" AS s WHERE s."TaskId" = @task AND s."State" = 1) AS judged,
          (SELECT t."Id" FROM "Tasks" AS t WHERE t."ItemId" = i."Id" ORDER BY t."Id" DESC LIMIT 1) AS latest
        FROM "Items" AS i INNER JOIN "WorkflowVersions" AS v
          ON v."ProjectId" = i."ProjectId" AND v."Version" = i."WorkflowVersion"
        WHERE i."Id" = @item
        """;

    /// <returns>Null where pgbench is not installed.</returns>
    public static async Task<QueueThroughput?> RunAsync(
        string connection, QueueLoad load, int clients, TimeSpan time, CancellationToken cancellationToken)
    {
        if (FindProgram() is not { } program)
            return null;
        var script = Path.Combine(Path.GetTempPath(), $"activelabel-{Environment.ProcessId}.pgbench");
        await File.WriteAllTextAsync(script, ScriptOf(load), cancellationToken);
        var server = new NpgsqlConnectionStringBuilder(connection);
        var seconds = Math.Ceiling(time.TotalSeconds).ToString(CultureInfo.InvariantCulture);
        using var process = Process.Start(new ProcessStartInfo(
            program,
            [
                "-n", "-M", "prepared", "-h", server.Host!, "-p", $"{server.Port}", "-U", server.Username!,
                "-c", $"{clients}", "-j", "2", "-T", seconds, "-f", script, server.Database!,
            ])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var said = await process.StandardOutput.ReadToEndAsync(cancellationToken);
        var problems = await process.StandardError.ReadToEndAsync(cancellationToken);
        await process.WaitForExitAsync(cancellationToken);
        File.Delete(script);
        var rate = Rate().Match(said);
        return rate.Success
            ? new(double.Parse(rate.Groups[1].Value, CultureInfo.InvariantCulture), CpuMicroseconds: 0)
            : throw new InvalidOperationException($"pgbench: {problems}");
    }

    private static string ScriptOf(QueueLoad load)
    {
        var (queue, first) = (PostgreSqlDialect.Instance.Queue, load.Workers[0].Value);
        return $$"""
            \set worker {{first}} + :client_id
            BEGIN;
            {{Pipeline(queue.ReadState)}}
            {{Gset(queue.FindTasks)}}
            \set task :TaskId
            \set item :ItemId
            \set token :Grants + 1
            \set filled :Filled
            {{Append(EventKind.TaskClaimed, leased: 1, judged: 0)}}
            \set sequence :Sequence
            {{Pipeline(queue.TakeTasks)}}
            COMMIT;
            BEGIN;
            {{Gset(queue.HoldSlot)}}
            \set number :Number
            {{Pipeline(queue.RecordJudgement, queue.ReadOpinions)}}
            {{Gset(FindItem)}}
            \if :judged = 1
            {{Pipeline(queue.AddConsensus, queue.RecordSignal)}}
            \else
            {{Pipeline(queue.ChangeConsensus, queue.RecordSignal)}}
            \endif
            \if :judged = {{QueueLoad.Judgements}}
            {{Pipeline(
                queue.CloseTask,
                queue.CountStep.Replace("@by", "-1", StringComparison.Ordinal),
                queue.CountStep.Replace("@step", "'done'", StringComparison.Ordinal),
                """UPDATE "Items" SET "State" = 1, "StepKey" = 'done', "DoneAt" = 0 WHERE "Id" = @item;""")}}
            \endif
            {{Append(EventKind.JudgementSubmitted, leased: -1, judged: 1)}}
            COMMIT;

            """.Replace("@project", $"{load.Project.Id.Value}", StringComparison.Ordinal);
    }

    private static string Append(EventKind kind, int leased, int judged)
    {
        var statements = PostgreSqlDialect.Instance.AppendEvents.Split(';', StringSplitOptions.RemoveEmptyEntries);
        string Filled(string statement) => Values(statement)
            .Replace(":kind", $"{(int)kind}", StringComparison.Ordinal)
            .Replace(":leased", $"{leased}", StringComparison.Ordinal)
            .Replace(":judged", $"{judged}", StringComparison.Ordinal);
        return $"{Filled(statements[0])};\n{Filled(statements[1])} \\gset\n{Filled(statements[2])};";
    }

    private static string Gset(string statement) => $"{Values(statement.TrimEnd().TrimEnd(';'))} \\gset";

    private static string Pipeline(params string[] statements)
    {
        var ended = statements.Select(one => one.TrimEnd().TrimEnd(';') + ";");
        return $"\\startpipeline\n{Values(string.Join("\n", ended))}\n\\endpipeline";
    }

    // pgbench takes a statement that goes over lines; what the use cases give as parameters are its variables here.
    private static string Values(string statement) => Parameter().Replace(statement, match => match.Value switch
    {
        "@project" => "@project",
        "@organization" or "@count" or "@schemaVersion" or "@instructionsVersion" or "@label" or "@by" => "1",
        "@pool" or "@passed" or "@reclaimed" or "@items" or "@doneItems" or "@skips" or "@judgedItems"
            or "@confidenceSum" or "@handlingSeconds" or "@spent" => "0",
        "@me" => "('%,' || CAST(:worker AS text) || ',%')",
        "@mark" => "(CAST(:worker AS text) || ',')",
        "@rows" => "jsonb_build_array(jsonb_build_object('task', CAST(:task AS bigint), "
            + "'filled', CAST(:filled AS int), 'token', CAST(:token AS bigint)))",
        "@events" => "jsonb_build_array(jsonb_build_object('n', 1, 'kind', :kind, 'item', CAST(:item AS bigint), "
            + "'worker', CAST(:worker AS bigint), "
            + "'details', 'about as many characters as the details of a judgement that was submitted have'))",
        "@judgements" => ":judged",
        "@slotsWanted" => "0",
        "@slotsLeased" => ":leased",
        "@key" => "CAST(:task AS text)",
        "@hash" => "repeat('a', 64)",
        "@answers" => $"'{QueueLoad.Answers}'",
        "@signal" => """'{"kind":"Judged","beliefs":{"q":{"label":1}}}'""",
        "@question" => "'q'",
        "@step" => "'label'",
        "@posterior" => "decode(repeat('00', 32), 'hex')",
        "@confidence" => "0.5",
        "@isDecided" => "false",
        "@now" => "1790000000000000",
        "@expiresAt" or "@hardCapAt" => "4000000000000000",
        var name => $"CAST(:{name[1..]} AS bigint)",
    });

    private static string? FindProgram()
        => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
            .Concat(Directory.Exists("/usr/lib/postgresql")
                ? Directory.GetDirectories("/usr/lib/postgresql").Select(version => Path.Combine(version, "bin"))
                : [])
            .Select(directory => Path.Combine(directory, "pgbench")).FirstOrDefault(File.Exists);

    [GeneratedRegex("@[a-zA-Z]+")]
    private static partial Regex Parameter();

    [GeneratedRegex(@"tps = ([0-9.]+)")]
    private static partial Regex Rate();
}
