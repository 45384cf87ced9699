using Microsoft.Data.Sqlite;

namespace ActiveLabel.Api.Storage;

public sealed class SqliteDialect : SqlDialect
{
    private const int ConstraintPrimaryKey = 1555;
    private const int ConstraintUnique = 2067;

    public static SqliteDialect Instance { get; } = new();

    public override string ReadClock => """
        SELECT CAST(unixepoch('subsec') * 1000000 AS INTEGER) AS "Value"
        """;

    // SQLite has one writer at a time: the walk and the update are one statement, and nobody comes between.
    public override string ClaimSlots { get; } =
        $"""
        UPDATE "Queue" {TakeSlot}
        WHERE "TaskId" IN (SELECT q."TaskId" {OpenTasks()} LIMIT @count)
        RETURNING "TaskId", "ItemId", "Grants";
        """;

    private const string Moves = """
        (SELECT json_extract(value, '$.id') AS id, json_extract(value, '$.position') AS position,
                json_extract(value, '$.score') AS score
         FROM json_each(@moves)) AS moves
        """;

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
        SELECT json_extract(value, '$.id'), @organization, @model, unhex(json_extract(value, '$.hex')), @now
        FROM json_each(@rows) WHERE true
        {OrUpdatePrediction};
        """;

    public override bool IsUniqueViolation(Exception exception)
        => Find<SqliteException>(exception) is { SqliteExtendedErrorCode: ConstraintPrimaryKey or ConstraintUnique };

    internal static T? Find<T>(Exception? exception)
        where T : Exception
    {
        while (exception is not null and not T)
            exception = exception.InnerException;
        return exception as T;
    }
}
