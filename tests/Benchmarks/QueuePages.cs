using ActiveLabel.Api.Storage;
using ActiveLabel.Api.Tasks;
using ActiveLabel.Domain.Projects;
using ActiveLabel.Domain.Workers;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using SQLitePCL;

namespace ActiveLabel.Benchmarks;

/// <summary>Database pages that a claim touched; a page that is touched twice counts twice.</summary>
/// <param name="Walk">To find the tasks and keep them.</param>
/// <param name="Transaction">By all of its statements, foreign keys and indexes included.</param>
internal readonly record struct TouchedPages(long Walk, long Transaction);

/// <summary>Counts pages: by the counters of a backend on PostgreSQL, by those of the page cache on SQLite.</summary>
internal sealed class QueuePages(Func<ActiveLabelDb> open, ClaimTasks claimTasks, QueueMemory memory)
{
    private const int CacheHits = 7;
    private const int CacheMisses = 8;

    // Blocks of tables and indexes since the transaction began, or a little before: differences are what counts.
    private const string BlocksOfBackend =
        """
        SELECT CAST(COALESCE(SUM(pg_stat_get_xact_blocks_fetched(c.oid)), 0) AS bigint) AS "Value"
        FROM pg_class AS c WHERE c.relkind IN ('r', 'i') AND c.relnamespace = 'public'::regnamespace
        """;

    /// <summary>Claims one task and says what that took.</summary>
    public async Task<TouchedPages> ClaimAsync(Project project, WorkerId worker, CancellationToken cancellationToken)
    {
        await using var db = open().For(new(project.OrganizationId, project.Id));
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var pools = await db.Pools.Where(pool => pool.ProjectId == project.Id).OrderBy(pool => pool.Number)
            .Select(pool => new OpenPool(pool.Number, pool.StepKey, pool.IsExclusiveOnItem, Array.Empty<string>()))
            .ToListAsync(cancellationToken);
        var before = await CountAsync(db, cancellationToken);
        await new QueueWalk(memory, db, project, worker).FindAsync(pools, 1, cancellationToken);
        var between = await CountAsync(db, cancellationToken);
        var result = await claimTasks.ApplyAsync(db, project, worker, 1, cancellationToken);
        var after = await CountAsync(db, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        db.Notes.TakeAfterCommit()(new());
        return result.Leases.Count == 1
            ? new(between - before, after - between)
            : throw new InvalidOperationException($"There was no task: {result.WhyNoTask}.");
    }

    private static async Task<long> CountAsync(ActiveLabelDb db, CancellationToken cancellationToken)
        => db.Database.GetDbConnection() is SqliteConnection sqlite
            ? CountOf(sqlite, CacheHits) + CountOf(sqlite, CacheMisses)
            : (await db.Database.SqlQueryRaw<long>(BlocksOfBackend).ToListAsync(cancellationToken)).Single();

    private static long CountOf(SqliteConnection connection, int counter)
    {
        raw.sqlite3_db_status(connection.Handle, counter, out var current, out _, resetFlg: 0);
        return current;
    }
}
