using System.Data.Common;
using ActiveLabel.Domain.Predictions;
using ActiveLabel.Domain.Tasks;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Storage;

namespace ActiveLabel.Api.Storage;

/// <summary>The hand-written statements of one database. Instants are microseconds since 1970 in UTC.</summary>
public abstract class SqlDialect
{
    /// <summary>Reads the database's clock, as <c>Value</c>.</summary>
    public abstract string ReadClock { get; }

    /// <summary>
    /// Takes a slot of each of the best <c>@count</c> open tasks of <c>@project</c> and <c>@pool</c> that
    /// <c>@worker</c> neither holds, has judged nor skipped. Returns TaskId, ItemId, Grants; in no order.
    /// </summary>
    public abstract string ClaimSlots { get; }

    /// <summary>
    /// Moves the tasks of the JSON array <c>@moves</c>, objects with <c>id</c> and <c>position</c>, that nobody has
    /// begun.
    /// </summary>
    public abstract string MoveQueue { get; }

    /// <summary>
    /// Says of the same tasks why they stand there: <c>@reason</c>, and from the array <c>score</c>, by the model
    /// <c>@model</c> at <c>@now</c>.
    /// </summary>
    public abstract string ExplainTasks { get; }

    /// <summary>
    /// Keeps what the model <c>@model</c> of <c>@organization</c> says at <c>@now</c>, over what was said before: the
    /// JSON array <c>@rows</c>, objects with <c>id</c> of the item and <c>hex</c> of the probabilities' bytes.
    /// </summary>
    public abstract string StorePredictions { get; }

    /// <summary>Whether the error says that a unique key was taken already.</summary>
    public abstract bool IsUniqueViolation(Exception exception);

    public static SqlDialect Of(DatabaseFacade database) => database.ProviderName switch
    {
        "Microsoft.EntityFrameworkCore.Sqlite" => SqliteDialect.Instance,
        "Npgsql.EntityFrameworkCore.PostgreSQL" => PostgreSqlDialect.Instance,
        "Microsoft.EntityFrameworkCore.SqlServer" => SqlServerDialect.Instance,
        var other => throw new NotSupportedException($"There are no statements for the provider '{other}'."),
    };

    /// <summary>The database's clock, read now.</summary>
    public async Task<DateTimeOffset> ReadClockAsync(ActiveLabelDb db, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(db);
        var rows = await db.Database.SqlQueryRaw<long>(ReadClock).ToListAsync(cancellationToken);
        var microseconds = rows.Single();
        return InstantConverter.FromMicroseconds(microseconds);
    }

    /// <param name="moves">For <see cref="MoveQueue"/> and <see cref="ExplainTasks"/>.</param>
    /// <returns>How many tasks moved.</returns>
    public async Task<int> MoveTasksAsync(
        ActiveLabelDb db, string moves, ModelVersionId model, DateTimeOffset now, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(db);
        var moved = await ExecuteAsync(db, MoveQueue, [("@moves", moves)], cancellationToken);
        await ExplainAsync(
            db, moves, TaskReason.ModelUncertainty, model.Value, InstantConverter.ToMicroseconds(now), cancellationToken);
        return moved;
    }

    /// <summary>Moves tasks in whose order no model had a say.</summary>
    /// <param name="moves">For <see cref="MoveQueue"/>; without scores.</param>
    /// <param name="reason">Why they stand where they do; null when that is as it was.</param>
    /// <returns>How many tasks moved.</returns>
    public async Task<int> PlaceTasksAsync(
        ActiveLabelDb db, string moves, TaskReason? reason, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(db);
        var moved = await ExecuteAsync(db, MoveQueue, [("@moves", moves)], cancellationToken);
        if (reason is { } known)
            await ExplainAsync(db, moves, known, DBNull.Value, DBNull.Value, cancellationToken);
        return moved;
    }

    /// <param name="rows">For <see cref="StorePredictions"/>.</param>
    public Task<int> StorePredictionsAsync(
        ActiveLabelDb db, string rows, ModelVersion model, DateTimeOffset now, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(db);
        ArgumentNullException.ThrowIfNull(model);
        return ExecuteAsync(
            db,
            StorePredictions,
            [
                ("@rows", rows),
                ("@organization", model.OrganizationId.Value),
                ("@model", model.Id.Value),
                ("@now", InstantConverter.ToMicroseconds(now)),
            ],
            cancellationToken);
    }

    private Task<int> ExplainAsync(
        ActiveLabelDb db, string moves, TaskReason reason, object model, object now, CancellationToken cancellationToken)
        => ExecuteAsync(
            db,
            ExplainTasks,
            [("@moves", moves), ("@reason", (int)reason), ("@model", model), ("@now", now)],
            cancellationToken);

    private static async Task<int> ExecuteAsync(
        ActiveLabelDb db,
        string statement,
        IReadOnlyList<(string Name, object Value)> parameters,
        CancellationToken cancellationToken)
    {
        await using var command = db.Database.GetDbConnection().CreateCommand();
        command.Transaction = db.Database.CurrentTransaction?.GetDbTransaction();
        command.CommandText = statement;
        foreach (var (name, value) in parameters)
            command.Parameters.Add(ParameterOf(command, name, value));
        return await command.ExecuteNonQueryAsync(cancellationToken);
    }

    internal static DbParameter ParameterOf(DbCommand command, string name, object value)
    {
        var parameter = command.CreateParameter();
        (parameter.ParameterName, parameter.Value) = (name, value);
        return parameter;
    }

    /// <summary>The part of the walk that is the same everywhere.</summary>
    protected static string OpenTasks(string hints = "") =>
        $"""
        FROM "Queue" AS q{hints}
        WHERE q."ProjectId" = @project AND q."Pool" = @pool AND q."State" = 0
          AND NOT EXISTS (SELECT 1 FROM "Slots" AS s WHERE s."TaskId" = q."TaskId" AND s."WorkerId" = @worker)
          AND NOT EXISTS (SELECT 1 FROM "Skips" AS k WHERE k."TaskId" = q."TaskId" AND k."WorkerId" = @worker)
        ORDER BY q."Position", q."TaskId"
        """;

    /// <summary>The move itself; <c>moves</c> names the rows of the array.</summary>
    protected const string Move = """
        SET "Position" = moves.position
        """;

    protected const string Explain = """
        SET "Uncertainty" = moves.score, "ScoredAt" = @now, "ScoredBy" = @model, "Reason" = @reason,
            "SelectionProbability" = 1
        """;

    /// <summary>What follows the rows to insert where a second row of an item is turned into an update.</summary>
    protected const string OrUpdatePrediction = """
        ON CONFLICT ("ItemId") DO UPDATE SET "ModelVersionId" = excluded."ModelVersionId",
            "Probabilities" = excluded."Probabilities", "ScoredAt" = excluded."ScoredAt"
        """;

    protected const string InsertPredictions = """
        INSERT INTO "Predictions" ("ItemId", "OrganizationId", "ModelVersionId", "Probabilities", "ScoredAt")
        """;

    protected const string TakeSlot = """
        SET "Filled" = "Queue"."Filled" + 1, "Grants" = "Queue"."Grants" + 1,
            "State" = CASE WHEN "Queue"."Filled" + 1 >= "Queue"."Required" THEN 1 ELSE 0 END
        """;
}
