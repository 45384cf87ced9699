using Npgsql;

namespace ActiveLabel.Api.Storage;

public sealed class PostgreSqlDialect : SqlDialect
{
    public static PostgreSqlDialect Instance { get; } = new();

    private PostgreSqlDialect() => Queue = new Statements(this);

    public override QueueStatements Queue { get; }

    // The lock is a statement of its own: the next one sees what was committed while it waited. It is an advisory one,
    // and the ledger only grows at its end, so that nothing dead lies where everybody reads.
    public override string AppendEvents => field ??=
        $"""
        SELECT NULL FROM (SELECT pg_advisory_xact_lock({LedgerLocks} + @project)) AS locked;
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

    protected internal override string Ids
        => "(SELECT CAST(value AS bigint) AS id FROM jsonb_array_elements_text(CAST(@ids AS jsonb))) AS r";

    protected internal override string SaidOfIds =>
        """
        (SELECT CAST(e.id AS bigint) AS id,
           substring(CAST(@said AS bytea) FROM CAST(1 + (e.place - 1) * @size AS int) FOR CAST(@size AS int)) AS said,
           nullif(substring(CAST(@disagreement AS bytea) FROM CAST(1 + (e.place - 1) * 8 AS int) FOR 8), ''::bytea)
             AS disagreement
         FROM jsonb_array_elements_text(CAST(@ids AS jsonb)) WITH ORDINALITY AS e(id, place)) AS r
        """;

    protected internal override string Clock => "CAST(EXTRACT(EPOCH FROM clock_timestamp()) * 1000000 AS bigint)";

    /// <summary>Where the advisory locks of the projects' ledgers begin.</summary>
    private const string LedgerLocks = "CAST(4611686018427387904 AS bigint)";

    public override bool IsConflict(Exception exception) => Find<LostRaceException>(exception) is not null
        || Find<PostgresException>(exception) is
        {
            SqlState: PostgresErrorCodes.UniqueViolation or PostgresErrorCodes.DeadlockDetected,
        };

    protected internal override string Rows(string parameter, string columns)
        => $"jsonb_to_recordset(CAST({parameter} AS jsonb)) AS r({columns})";

    private sealed class Statements(PostgreSqlDialect dialect) : QueueStatements(dialect)
    {
        private const string Front = """
            (SELECT f."FreshFrom" FROM "QueueFronts" AS f WHERE f."ProjectId" = @project AND f."Pool" = @pool)
            """;

        private const string BegunFront = """
            COALESCE((SELECT f."BegunFrom" FROM "QueueFronts" AS f
              WHERE f."ProjectId" = @project AND f."Pool" = @pool), 0)
            """;

        // What another claim has locked is passed over: claims never wait for each other. The lanes are walked from
        // their fronts: behind them lie the dead versions of what was taken, as long as a snapshot may see them.
        public override string FindTasks { get; } =
            $"""
            WITH begun AS MATERIALIZED (
              SELECT {Found} FROM "Queue" AS q
              WHERE {InBegunLane} AND q."LaneSequence" > {BegunFront} AND q."Excluded" NOT LIKE @me
              ORDER BY {BegunOrder} LIMIT @count FOR UPDATE OF q SKIP LOCKED),
            fresh AS MATERIALIZED (
              SELECT {Found} FROM "Queue" AS q
              WHERE {InFreshLane} AND q."Position" >= COALESCE({Front}, '-infinity')
              ORDER BY {FreshOrder} LIMIT @count - (SELECT COUNT(*) FROM begun) FOR UPDATE OF q SKIP LOCKED)
            SELECT * FROM begun UNION ALL SELECT * FROM fresh;
            """;

        public override string LookAhead { get; } =
            $"""
            SELECT q."LaneSequence", {IsExcluded} AS "IsExcluded" FROM "Queue" AS q
            WHERE {InBegunLane} AND q."LaneSequence" > {BegunFront} ORDER BY {BegunOrder} LIMIT @count;
            """;

        // Locks the task: two judgements that come at once see each other when they ask whether it is complete.
        public override string HoldSlot => field ??=
            $"""
            SELECT {Held} FROM {HeldFrom}
            WHERE s."TaskId" = @task AND s."WorkerId" = @worker FOR UPDATE OF q;
            """;

        public override string RecordJudgement { get; } =
            $"""
            WITH closed AS ({CloseSlot} RETURNING 1),
            counted AS ({CountJudgement} AND EXISTS (SELECT 1 FROM closed) RETURNING 1)
            INSERT INTO "Judgements" ({JudgementColumns}) SELECT {JudgementValues} WHERE EXISTS (SELECT 1 FROM closed)
            RETURNING "Id";
            """;

        protected override string Joined(string left, string right) => $"{left} || {right}";

        // As an array the planner takes it for few, and goes by the key.
        protected override string TaskIds(string parameter)
            => $"""
            SELECT unnest(ARRAY(
              SELECT CAST(e ->> 'task' AS bigint) FROM jsonb_array_elements(CAST({parameter} AS jsonb)) AS e))
            """;
    }
}
