using Microsoft.Data.Sqlite;

namespace ActiveLabel.Api.Storage;

/// <remarks>SQLite has one writer at a time: between two statements of a transaction nobody comes.</remarks>
public sealed class SqliteDialect : SqlDialect
{
    private const int ConstraintPrimaryKey = 1555;
    private const int ConstraintUnique = 2067;

    public static SqliteDialect Instance { get; } = new();

    private SqliteDialect() => Queue = new Statements(this);

    public override QueueStatements Queue { get; }

    public override string AppendEvents => field ??=
        $"""
        INSERT INTO "Ledger" ({LedgerColumns})
        SELECT {NextOfLedger} FROM "Ledger" AS l WHERE l."ProjectId" = @project
        ORDER BY l."Sequence" DESC LIMIT 1 RETURNING "Sequence";
        {InsertEvents}
        """;

    public override string MoveQueue => field ??=
        $"""
        UPDATE "Queue" {Move}
        FROM {Rows("@moves", MoveColumns)}
        WHERE "Queue"."TaskId" = r.id AND "Queue"."Filled" = 0;
        """;

    public override string ExplainTasks => field ??=
        $"""
        UPDATE "Tasks" {Explain}
        FROM {Rows("@moves", MoveColumns)}
        WHERE "Tasks"."Id" = r.id;
        """;

    protected internal override string Ids => "(SELECT value AS id FROM json_each(@ids)) AS r";

    protected internal override string SaidOfIds
        => "(SELECT value AS id, substr(@said, 1 + key * @size, @size) AS said, CASE WHEN length(@disagreement) > 0 "
            + "THEN substr(@disagreement, 1 + key * 8, 8) END AS disagreement FROM json_each(@ids)) AS r";

    protected internal override string Clock => "CAST(unixepoch('subsec') * 1000000 AS INTEGER)";

    public override bool IsConflict(Exception exception) => Find<LostRaceException>(exception) is not null
        || Find<SqliteException>(exception) is { SqliteExtendedErrorCode: ConstraintPrimaryKey or ConstraintUnique };

    // json_each knows no types; the columns bring their own.
    protected internal override string Rows(string parameter, string columns)
    {
        ArgumentNullException.ThrowIfNull(columns);
        var extracted = columns.Split(", ").Select(column => column.Split(' ')[0])
            .Select(name => $"json_extract(value, '$.{name}') AS {name}");
        return $"(SELECT {string.Join(", ", extracted)} FROM json_each({parameter})) AS r";
    }

    private sealed class Statements(SqliteDialect dialect) : QueueStatements(dialect)
    {
        public override string FindTasks { get; } =
            $"""
            SELECT * FROM (SELECT {Found} FROM "Queue" AS q
              WHERE {InBegunLane} AND q."Excluded" NOT LIKE @me ORDER BY {BegunOrder} LIMIT @count)
            UNION ALL
            SELECT * FROM (SELECT {Found} FROM "Queue" AS q WHERE {InFreshLane} ORDER BY {FreshOrder} LIMIT @count);
            """;

        public override string LookAhead { get; } =
            $"""
            SELECT q."LaneSequence", {IsExcluded} AS "IsExcluded" FROM "Queue" AS q
            WHERE {InBegunLane} ORDER BY {BegunOrder} LIMIT @count;
            """;

        public override string HoldSlot => field ??=
            $"""
            SELECT {Held} FROM {HeldFrom}
            WHERE s."TaskId" = @task AND s."WorkerId" = @worker;
            """;

        public override string RecordJudgement { get; } =
            $"""
            {CloseSlot};
            INSERT INTO "Judgements" ({JudgementColumns}) SELECT {JudgementValues} WHERE changes() = 1 RETURNING "Id";
            {CountJudgement} AND changes() = 1;
            """;

        protected override string Joined(string left, string right) => $"{left} || {right}";

        protected override string TaskIds(string parameter)
            => $"SELECT json_extract(value, '$.task') FROM json_each({parameter})";
    }
}
