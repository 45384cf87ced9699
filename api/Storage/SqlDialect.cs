using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;

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

    /// <summary>The part of the walk that is the same everywhere.</summary>
    protected static string OpenTasks(string hints = "") =>
        $"""
        FROM "Queue" AS q{hints}
        WHERE q."ProjectId" = @project AND q."Pool" = @pool AND q."State" = 0
          AND NOT EXISTS (SELECT 1 FROM "Slots" AS s WHERE s."TaskId" = q."TaskId" AND s."WorkerId" = @worker)
          AND NOT EXISTS (SELECT 1 FROM "Skips" AS k WHERE k."TaskId" = q."TaskId" AND k."WorkerId" = @worker)
        ORDER BY q."Position", q."TaskId"
        """;

    protected const string TakeSlot = """
        SET "Filled" = "Queue"."Filled" + 1, "Grants" = "Queue"."Grants" + 1,
            "State" = CASE WHEN "Queue"."Filled" + 1 >= "Queue"."Required" THEN 1 ELSE 0 END
        """;
}
