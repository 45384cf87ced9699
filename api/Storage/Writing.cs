using ActiveLabel.Api.Audit;
using Microsoft.EntityFrameworkCore;

namespace ActiveLabel.Api.Storage;

/// <summary>A result that says that nothing was changed, and why.</summary>
public interface IRefusal;

/// <summary>Runs what must happen whole or not at all.</summary>
public sealed class Writing(IDbContextFactory<ActiveLabelDb> databases, TimeProvider time) : IDisposable
{
    private const int AttemptsMax = 3;

    // SQLite has one writer. Waiting here is fair; waiting in the driver sleeps 150 ms at a time.
    private readonly SemaphoreSlim _sqliteGate = new(1, 1);

    /// <summary>
    /// Runs the work in one transaction on a fresh context. A unique key that somebody else took in the meantime runs
    /// it again, on a fresh context, a bounded number of times: the second look finds what the other one wrote.
    /// </summary>
    public Task<T> ExecuteAsync<T>(
        Func<ActiveLabelDb, CancellationToken, Task<T>> work, CancellationToken cancellationToken)
        => RunAsync(tenancy: null, work, cancellationToken);

    /// <summary>The same on a context that reads the rows of one tenant alone.</summary>
    public Task<T> ExecuteAsync<T>(
        Tenancy tenancy, Func<ActiveLabelDb, CancellationToken, Task<T>> work, CancellationToken cancellationToken)
        => RunAsync(tenancy, work, cancellationToken);

    public void Dispose() => _sqliteGate.Dispose();

    private async Task<T> RunAsync<T>(
        Tenancy? tenancy, Func<ActiveLabelDb, CancellationToken, Task<T>> work, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(work);
        for (var attempt = 1; ; attempt++)
        {
            await using var db = (await databases.CreateDbContextAsync(cancellationToken)).For(tenancy);
            try
            {
                return await ExecuteOnceAsync(db, work, cancellationToken);
            }
            catch (Exception exception)
                when (attempt < AttemptsMax && SqlDialect.Of(db.Database).IsUniqueViolation(exception))
            {
                // Another transaction was first; look again.
            }
        }
    }

    // What changed nothing is on record with its reason, which is not known here.
    private static bool IsRefusal<T>(T result) => result is null or false or IRefusal;

    private async Task<T> ExecuteOnceAsync<T>(
        ActiveLabelDb db, Func<ActiveLabelDb, CancellationToken, Task<T>> work, CancellationToken cancellationToken)
    {
        var isSqlite = db is SqliteDb;
        if (isSqlite)
            await _sqliteGate.WaitAsync(cancellationToken);
        try
        {
            await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
            var result = await work(db, cancellationToken);
            var action = AuditedAction.Current is { IsWritten: false } current && !IsRefusal(result) ? current : null;
            if (action is not null)
                await AuditChain.AppendAsync(
                    db, action, AuditOutcome.Succeeded, errors: "", time.GetUtcNow(), cancellationToken);
            await transaction.CommitAsync(cancellationToken);
            action?.SetWritten();
            return result;
        }
        finally
        {
            if (isSqlite)
                _sqliteGate.Release();
        }
    }
}
