using System.Data.Common;
using Microsoft.EntityFrameworkCore;

namespace ActiveLabel.Api.Storage;

/// <summary>The database cannot be used; the message says why and what to do.</summary>
public sealed class StorageException(string message, Exception inner) : Exception(message, inner);

/// <summary>Brings the database to the newest schema.</summary>
public static class MigrateDatabase
{
    /// <returns>The migrations that were applied, oldest first.</returns>
    /// <exception cref="StorageException">The database cannot be opened, or is no database of this product.</exception>
    public static async Task<IReadOnlyList<string>> ExecuteAsync(
        IServiceProvider services, CancellationToken cancellationToken)
    {
        await using var db = await services.GetRequiredService<IDbContextFactory<ActiveLabelDb>>()
            .CreateDbContextAsync(cancellationToken);
        try
        {
            if (db is SqliteDb)
                await RecoverAsync(db, cancellationToken);
            var pending = (await db.Database.GetPendingMigrationsAsync(cancellationToken)).ToList();
            await db.Database.MigrateAsync(cancellationToken);
            return pending;
        }
        catch (DbException exception)
        {
            var place = db.Database.GetDbConnection() is { DataSource: var source } ? $" at {source}" : "";
            throw new StorageException(
                $"The database{place} cannot be used: {exception.Message} Check the connection, or move the file away "
                + "and start again with a backup.",
                exception);
        }
    }

    /// <summary>
    /// Opens a SQLite file for writing and keeps it open. A server that was killed in the middle of a commit leaves a
    /// journal behind, and EF's first look, which only reads, could not roll it back. With a write-ahead log readers
    /// and the writer do not wait for each other; EF asks for one only where it made the file itself.
    /// </summary>
    private static async Task RecoverAsync(ActiveLabelDb db, CancellationToken cancellationToken)
    {
        await db.Database.OpenConnectionAsync(cancellationToken);
        await db.Database.ExecuteSqlRawAsync("PRAGMA journal_mode = wal", cancellationToken);
    }
}
