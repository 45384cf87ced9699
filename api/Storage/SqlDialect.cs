using System.Text.Json;
using ActiveLabel.Domain.Predictions;
using ActiveLabel.Domain.Tasks;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;

namespace ActiveLabel.Api.Storage;

/// <summary>
/// The hand-written statements of one database. Instants are microseconds since 1970 in UTC; lists come as JSON arrays.
/// </summary>
public abstract class SqlDialect
{
    /// <summary>Reads the database's clock, as <c>Value</c>.</summary>
    public string ReadClock => field ??= $"SELECT {Clock} AS \"Value\"";

    /// <summary>What a claim and a submit send to the database.</summary>
    public abstract QueueStatements Queue { get; }

    /// <summary>
    /// Adds a row to the ledger of <c>@project</c> and the rows of <c>@events</c> (objects with <c>kind</c>,
    /// <c>item</c>, <c>worker</c>, <c>details</c> and their place <c>n</c>, from 1 to <c>@count</c>) to its events, at
    /// <c>@now</c>. Until the commit nobody else adds any: the order of sequences is the order of commits. Returns
    /// Sequence, the last one.
    /// </summary>
    public abstract string AppendEvents { get; }

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

    /// <summary>What keeps the predictions of models.</summary>
    public PredictionStatements Predictions => field ??= new(this);

    /// <summary><see cref="PredictionStatements.Store"/>.</summary>
    protected internal virtual string StorePredictions =>
        $"""
        INSERT INTO "Predictions"
          ("ItemId", "OrganizationId", "ModelVersionId", "Probabilities", "Disagreement", "ScoredAt")
        SELECT r.id, @organization, @model, r.said, r.disagreement, @now FROM {SaidOfIds} WHERE true
        ON CONFLICT ("ItemId") DO UPDATE SET "ModelVersionId" = excluded."ModelVersionId",
          "Probabilities" = excluded."Probabilities", "Disagreement" = excluded."Disagreement",
          "ScoredAt" = excluded."ScoredAt";
        """;

    /// <summary>The JSON array <c>@ids</c>, to select from as <c>r(id)</c>.</summary>
    protected internal abstract string Ids { get; }

    /// <summary>
    /// The same with the <c>@size</c> bytes of <c>@said</c> and the 8 bytes of <c>@disagreement</c> at each one's
    /// place, which is null where there are none, as <c>r(id, said, disagreement)</c>.
    /// </summary>
    protected internal abstract string SaidOfIds { get; }

    /// <summary>An expression for the time now.</summary>
    protected internal abstract string Clock { get; }

    /// <summary>Whether somebody else was first, so that the transaction is worth another attempt.</summary>
    public abstract bool IsConflict(Exception exception);

    public static SqlDialect Of(DatabaseFacade database) => database.ProviderName switch
    {
        "Microsoft.EntityFrameworkCore.Sqlite" => SqliteDialect.Instance,
        "Npgsql.EntityFrameworkCore.PostgreSQL" => PostgreSqlDialect.Instance,
        "Microsoft.EntityFrameworkCore.SqlServer" => SqlServerDialect.Instance,
        var other => throw new NotSupportedException($"There are no statements for the provider '{other}'."),
    };

    /// <summary>The rows of a JSON array, to select from as <c>r</c>.</summary>
    /// <param name="columns">Names and types, as <c>task bigint, details text</c>.</param>
    protected internal abstract string Rows(string parameter, string columns);

    /// <summary>The database's clock, read now.</summary>
    public async Task<DateTimeOffset> ReadClockAsync(ActiveLabelDb db, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(db);
        var rows = await db.Database.SqlQueryRaw<long>(ReadClock).ToListAsync(cancellationToken);
        return InstantConverter.FromMicroseconds(rows.Single());
    }

    /// <param name="moves">For <see cref="MoveQueue"/> and <see cref="ExplainTasks"/>.</param>
    /// <returns>How many tasks moved.</returns>
    public async Task<int> MoveTasksAsync(
        ActiveLabelDb db, string moves, ModelVersionId model, DateTimeOffset now, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(db);
        await Sql.ExecuteAsync(db, Queue.LowerFronts, [("@moves", moves)], cancellationToken);
        var moved = await Sql.ExecuteAsync(db, MoveQueue, [("@moves", moves)], cancellationToken);
        await ExplainAsync(
            db,
            moves,
            TaskReason.ModelUncertainty,
            model.Value,
            InstantConverter.ToMicroseconds(now),
            cancellationToken);
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
        await Sql.ExecuteAsync(db, Queue.LowerFronts, [("@moves", moves)], cancellationToken);
        var moved = await Sql.ExecuteAsync(db, MoveQueue, [("@moves", moves)], cancellationToken);
        if (reason is { } known)
            await ExplainAsync(db, moves, known, model: null, now: null, cancellationToken);
        return moved;
    }

    private Task<int> ExplainAsync(
        ActiveLabelDb db, string moves, TaskReason reason, long? model, long? now, CancellationToken cancellationToken)
        => Sql.ExecuteAsync(
            db,
            ExplainTasks,
            [("@moves", moves), ("@reason", (int)reason), ("@model", model), ("@now", now)],
            cancellationToken);

    internal static string Json<T>(IEnumerable<T> rows) => JsonSerializer.Serialize(rows);

    internal static T? Find<T>(Exception? exception)
        where T : Exception
    {
        while (exception is not null and not T)
            exception = exception.InnerException;
        return exception as T;
    }

    /// <summary>The next row of the ledger, made out of the one before it.</summary>
    protected const string LedgerColumns = """
        "ProjectId", "Sequence", "OrganizationId", "Items", "DoneItems", "Judgements", "Skips", "SlotsWanted",
        "SlotsLeased", "JudgedItems", "ConfidenceSum", "HandlingSeconds", "Spent"
        """;

    protected const string NextOfLedger = """
        l."ProjectId", l."Sequence" + @count, l."OrganizationId", l."Items" + @items, l."DoneItems" + @doneItems,
        l."Judgements" + @judgements, l."Skips" + @skips, l."SlotsWanted" + @slotsWanted,
        l."SlotsLeased" + @slotsLeased, l."JudgedItems" + @judgedItems, l."ConfidenceSum" + @confidenceSum,
        l."HandlingSeconds" + @handlingSeconds, l."Spent" + @spent
        """;

    /// <summary>The events, numbered back from the ledger's last row.</summary>
    protected string InsertEvents =>
        $"""
        INSERT INTO "Events"
          ("ProjectId", "Sequence", "OrganizationId", "Kind", "ItemId", "WorkerId", "Details", "At")
        SELECT @project,
          (SELECT MAX(l."Sequence") FROM "Ledger" AS l WHERE l."ProjectId" = @project) - @count + r.n,
          @organization, r.kind, r.item, r.worker, r.details, @now
        FROM {Rows("@events", "n bigint, kind int, item bigint, worker bigint, details text")};
        """;

    /// <summary>The move itself; <c>r</c> names the rows of the array.</summary>
    protected const string Move = """
        SET "Position" = r.position
        """;

    protected const string Explain = """
        SET "Uncertainty" = r.score, "ScoredAt" = @now, "ScoredBy" = @model, "Reason" = @reason,
            "SelectionProbability" = 1
        """;

    internal const string MoveColumns = "id bigint, position float, score float";
}
