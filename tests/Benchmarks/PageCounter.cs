using ActiveLabel.Api.Storage;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using SQLitePCL;

namespace ActiveLabel.Benchmarks;

/// <summary>
/// Database pages that a connection has touched: by the counters of a backend on PostgreSQL, within a transaction, by
/// those of the page cache on SQLite. A page that is touched twice counts twice.
/// </summary>
internal static class PageCounter
{
    private const int CacheHits = 7;
    private const int CacheMisses = 8;

    // Blocks of tables and indexes since the transaction began, or a little before: differences are what counts.
    private const string BlocksOfBackend =
        """
        SELECT CAST(COALESCE(SUM(pg_stat_get_xact_blocks_fetched(c.oid)), 0) AS bigint) AS "Value"
        FROM pg_class AS c WHERE c.relkind IN ('r', 'i') AND c.relnamespace = 'public'::regnamespace
        """;

    public static async Task<long> CountAsync(ActiveLabelDb db, CancellationToken cancellationToken)
        => db.Database.GetDbConnection() is SqliteConnection sqlite
            ? CountOf(sqlite, CacheHits) + CountOf(sqlite, CacheMisses)
            : (await db.Database.SqlQueryRaw<long>(BlocksOfBackend).ToListAsync(cancellationToken)).Single();

    private static long CountOf(SqliteConnection connection, int counter)
    {
        raw.sqlite3_db_status(connection.Handle, counter, out var current, out _, resetFlg: 0);
        return current;
    }
}
