using Microsoft.Data.SqlClient;

namespace ActiveLabel.Api.Storage;

public sealed class SqlServerDialect : SqlDialect
{
    private const int ConstraintViolation = 2627;
    private const int DuplicateKey = 2601;

    public static SqlServerDialect Instance { get; } = new();

    public override string ReadClock => """
        SELECT DATEDIFF_BIG(MICROSECOND, '1970-01-01', SYSUTCDATETIME()) AS "Value"
        """;

    // The state is checked again outside the walk: correct without the hints, fast with them.
    public override string ClaimSlots { get; } =
        $"""
        UPDATE "Queue" {TakeSlot}
        OUTPUT inserted."TaskId", inserted."ItemId", inserted."Grants"
        WHERE "State" = 0 AND "TaskId" IN (SELECT TOP (@count) q."TaskId"
        {OpenTasks(" WITH (UPDLOCK, READPAST, ROWLOCK, INDEX(IX_Queue_Open))")});
        """;

    private const string Moves =
        "OPENJSON(@moves) WITH (id bigint '$.id', position float '$.position', score float '$.score') AS moves";

    public override string MoveQueue { get; } =
        $"""
        UPDATE "Queue" {Move}
        FROM "Queue" INNER JOIN {Moves} ON "Queue"."TaskId" = moves.id
        WHERE "Queue"."Filled" = 0;
        """;

    public override string ExplainTasks { get; } =
        $"""
        UPDATE "Tasks" {Explain}
        FROM "Tasks" INNER JOIN {Moves} ON "Tasks"."Id" = moves.id;
        """;

    public override string StorePredictions { get; } =
        """
        MERGE "Predictions" WITH (HOLDLOCK) AS known
        USING (SELECT id, CONVERT(varbinary(max), hex, 2) AS said
               FROM OPENJSON(@rows) WITH (id bigint '$.id', hex varchar(max) '$.hex')) AS fresh
        ON known."ItemId" = fresh.id
        WHEN MATCHED THEN UPDATE SET "ModelVersionId" = @model, "Probabilities" = fresh.said, "ScoredAt" = @now
        WHEN NOT MATCHED THEN
            INSERT ("ItemId", "OrganizationId", "ModelVersionId", "Probabilities", "ScoredAt")
            VALUES (fresh.id, @organization, @model, fresh.said, @now);
        """;

    public override bool IsUniqueViolation(Exception exception)
        => SqliteDialect.Find<SqlException>(exception) is { Number: ConstraintViolation or DuplicateKey };
}
