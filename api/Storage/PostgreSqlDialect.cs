using Npgsql;

namespace ActiveLabel.Api.Storage;

public sealed class PostgreSqlDialect : SqlDialect
{
    public static PostgreSqlDialect Instance { get; } = new();

    public override string ReadClock => """
        SELECT CAST(EXTRACT(EPOCH FROM clock_timestamp()) * 1000000 AS bigint) AS "Value"
        """;

    // What another claim has locked is passed over: claims never wait for each other.
    public override string ClaimSlots { get; } =
        $"""
        WITH best AS MATERIALIZED (
          SELECT q."TaskId" {OpenTasks()}
          LIMIT @count FOR UPDATE OF q SKIP LOCKED)
        UPDATE "Queue" {TakeSlot}
        FROM best WHERE "Queue"."TaskId" = best."TaskId"
        RETURNING "Queue"."TaskId", "Queue"."ItemId", "Queue"."Grants";
        """;

    private const string Moves =
        "jsonb_to_recordset(CAST(@moves AS jsonb)) AS moves(id bigint, position float8, score float8)";

    public override string MoveQueue { get; } =
        $"""
        UPDATE "Queue" {Move}
        FROM {Moves}
        WHERE "Queue"."TaskId" = moves.id AND "Queue"."Filled" = 0;
        """;

    public override string ExplainTasks { get; } =
        $"""
        UPDATE "Tasks" {Explain}
        FROM {Moves}
        WHERE "Tasks"."Id" = moves.id;
        """;

    public override string StorePredictions { get; } =
        $"""
        {InsertPredictions}
        SELECT said.id, @organization, @model, decode(said.hex, 'hex'), @now
        FROM jsonb_to_recordset(CAST(@rows AS jsonb)) AS said(id bigint, hex text)
        {OrUpdatePrediction};
        """;

    public override bool IsUniqueViolation(Exception exception)
        => SqliteDialect.Find<PostgresException>(exception) is { SqlState: PostgresErrorCodes.UniqueViolation };
}
