using Microsoft.Data.SqlClient;

namespace ActiveLabel.Api.Storage;

public sealed class SqlServerDialect : SqlDialect
{
    private const int ConstraintViolation = 2627;
    private const int DuplicateKey = 2601;
    private const int Deadlock = 1205;

    public static SqlServerDialect Instance { get; } = new();

    private SqlServerDialect() => Queue = new Statements(this);

    public override QueueStatements Queue { get; }

    // The project's row is locked, not changed: others may point at it meanwhile.
    public override string AppendEvents => field ??=
        $"""
        DECLARE @locked bigint = (SELECT "Id" FROM "Projects" WITH (UPDLOCK, ROWLOCK) WHERE "Id" = @project);
        INSERT INTO "Ledger" ({LedgerColumns}) OUTPUT inserted."Sequence"
        SELECT TOP (1) {NextOfLedger} FROM "Ledger" AS l WHERE l."ProjectId" = @project
        ORDER BY l."Sequence" DESC;
        {InsertEvents}
        """;

    public override string MoveQueue => field ??=
        $"""
        UPDATE "Queue" {Move}
        FROM "Queue" INNER JOIN {Rows("@moves", MoveColumns)} ON "Queue"."TaskId" = r.id
        WHERE "Queue"."Filled" = 0;
        """;

    public override string ExplainTasks => field ??=
        $"""
        UPDATE "Tasks" {Explain}
        FROM "Tasks" INNER JOIN {Rows("@moves", MoveColumns)} ON "Tasks"."Id" = r.id;
        """;

    protected internal override string StorePredictions =>
        $"""
        MERGE "Predictions" WITH (HOLDLOCK) AS known
        USING (SELECT r.id, r.said, r.disagreement FROM {SaidOfIds}) AS fresh
        ON known."ItemId" = fresh.id
        WHEN MATCHED THEN UPDATE SET "ModelVersionId" = @model, "Probabilities" = fresh.said,
          "Disagreement" = fresh.disagreement, "ScoredAt" = @now
        WHEN NOT MATCHED THEN
          INSERT ("ItemId", "OrganizationId", "ModelVersionId", "Probabilities", "Disagreement", "ScoredAt")
          VALUES (fresh.id, @organization, @model, fresh.said, fresh.disagreement, @now);
        """;

    protected internal override string Ids => "(SELECT CAST(e.value AS bigint) AS id FROM OPENJSON(@ids) AS e) AS r";

    protected internal override string SaidOfIds =>
        """
        (SELECT CAST(e.value AS bigint) AS id, SUBSTRING(@said, 1 + CAST(e."key" AS int) * @size, @size) AS said,
           NULLIF(SUBSTRING(@disagreement, 1 + CAST(e."key" AS int) * 8, 8), 0x) AS disagreement
         FROM OPENJSON(@ids) AS e) AS r
        """;

    protected internal override string Clock => "DATEDIFF_BIG(MICROSECOND, '1970-01-01', SYSUTCDATETIME())";

    public override bool IsConflict(Exception exception) => Find<LostRaceException>(exception) is not null
        || Find<SqlException>(exception) is { Number: ConstraintViolation or DuplicateKey or Deadlock };

    protected internal override string Rows(string parameter, string columns)
    {
        ArgumentNullException.ThrowIfNull(columns);
        var typed = columns.Replace(" text", " nvarchar(max)", StringComparison.Ordinal).Split(", ")
            .Select(column => $"{column} '$.{column.Split(' ')[0]}'");
        return $"OPENJSON({parameter}) WITH ({string.Join(", ", typed)}) AS r";
    }

    private sealed class Statements(SqlServerDialect dialect) : QueueStatements(dialect)
    {
        // Fast with the hints and right without them: what is taken is checked again when it is.
        private const string Hints = " WITH (UPDLOCK, READPAST, ROWLOCK)";

        public override string FindTasks { get; } =
            $"""
            SELECT * FROM (SELECT TOP (@count) {Found} FROM "Queue" AS q{Hints}
              WHERE {InBegunLane} AND q."Excluded" NOT LIKE @me ORDER BY {BegunOrder}) AS begun
            UNION ALL
            SELECT * FROM (SELECT TOP (@count) {Found} FROM "Queue" AS q{Hints}
              WHERE {InFreshLane} ORDER BY {FreshOrder}) AS fresh;
            """;

        public override string LookAhead { get; } =
            $"""
            SELECT TOP (@count) q."LaneSequence", {IsExcluded} AS "IsExcluded" FROM "Queue" AS q
            WHERE {InBegunLane} ORDER BY {BegunOrder};
            """;

        public override string HoldSlot => field ??=
            $"""
            SELECT {Held} FROM "Slots" AS s INNER JOIN "Queue" AS q WITH (UPDLOCK, ROWLOCK)
              ON q."TaskId" = s."TaskId" INNER JOIN "Workers" AS w ON w."Id" = s."WorkerId"
            WHERE s."TaskId" = @task AND s."WorkerId" = @worker;
            """;

        public override string RecordJudgement { get; } =
            $"""
            {CloseSlot};
            INSERT INTO "Judgements" ({JudgementColumns}) OUTPUT inserted."Id"
            SELECT {JudgementValues} WHERE @@ROWCOUNT = 1;
            {CountJudgement} AND @@ROWCOUNT = 1;
            """;

        protected override string Joined(string left, string right) => $"CONCAT({left}, {right})";

        protected override string TaskIds(string parameter)
            => $"SELECT task FROM OPENJSON({parameter}) WITH (task bigint '$.task')";
    }
}
