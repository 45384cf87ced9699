using ActiveLabel.Api.Audit;
using ActiveLabel.Api.Events;
using Microsoft.EntityFrameworkCore;

namespace ActiveLabel.Api.Storage;

/// <summary>A result that says that nothing was changed, and why.</summary>
public interface IRefusal;

/// <summary>Somebody else was first; the transaction is run again from its beginning.</summary>
public sealed class LostRaceException(string message) : Exception(message);

/// <summary>Runs what must happen whole or not at all, and answers when it is durable.</summary>
/// <remarks>
/// SQLite has one writer: what waits for it shares a transaction (<see cref="GroupCommit"/>). The servers have as many
/// as there are cores to serve them: more clients at once are slower than a queue before a few.
/// </remarks>
public sealed class Writing(IDbContextFactory<ActiveLabelDb> databases, EventSignal signal, TimeProvider time)
    : IDisposable, IAsyncDisposable
{
    /// <summary>Transactions of this process that a database server works on at a time.</summary>
    public const int ServerTransactionsMax = 8;

    internal const int AttemptsMax = 5;

    private readonly SemaphoreSlim _serverGate = new(ServerTransactionsMax);
    private readonly Lazy<GroupCommit?> _groups = new(() =>
    {
        using var db = databases.CreateDbContext();
        return db is SqliteDb ? new GroupCommit(databases, signal) : null;
    });

    /// <summary>
    /// Runs the work in one transaction. A unique key that somebody else took in the meantime runs it again, a bounded
    /// number of times: the second look finds what the other one wrote.
    /// </summary>
    public Task<T> ExecuteAsync<T>(
        Func<ActiveLabelDb, CancellationToken, Task<T>> work, CancellationToken cancellationToken)
        => RunAsync(tenancy: null, work, isBulk: false, cancellationToken);

    /// <summary>The same on a context that reads the rows of one tenant alone.</summary>
    public Task<T> ExecuteAsync<T>(
        Tenancy tenancy, Func<ActiveLabelDb, CancellationToken, Task<T>> work, CancellationToken cancellationToken)
        => RunAsync(tenancy, work, isBulk: false, cancellationToken);

    /// <summary>The same for a chunk of long work: it lets those go first who wait for an answer.</summary>
    public Task<T> ExecuteBulkAsync<T>(
        Tenancy tenancy, Func<ActiveLabelDb, CancellationToken, Task<T>> work, CancellationToken cancellationToken)
        => RunAsync(tenancy, work, isBulk: true, cancellationToken);

    public void Dispose()
    {
        if (_groups.IsValueCreated)
            _groups.Value?.Stop();
        _serverGate.Dispose();
    }

    public async ValueTask DisposeAsync()
    {
        if (_groups.IsValueCreated && _groups.Value is { } groups)
            await groups.StopAsync();
        _serverGate.Dispose();
    }

    private Task<T> RunAsync<T>(
        Tenancy? tenancy,
        Func<ActiveLabelDb, CancellationToken, Task<T>> work,
        bool isBulk,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(work);
        return _groups.Value is { } groups
            ? groups.ExecuteAsync(tenancy, (db, token) => PerformAsync(db, work, token), isBulk, cancellationToken)
            : RunOnServerAsync(tenancy, work, cancellationToken);
    }

    private async Task<T> RunOnServerAsync<T>(
        Tenancy? tenancy, Func<ActiveLabelDb, CancellationToken, Task<T>> work, CancellationToken cancellationToken)
    {
        await _serverGate.WaitAsync(cancellationToken);
        try
        {
            for (var attempt = 1; ; attempt++)
            {
                await using var db = (await databases.CreateDbContextAsync(cancellationToken)).For(tenancy);
                try
                {
                    await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
                    var result = await PerformAsync(db, work, cancellationToken);
                    // From here on nothing is broken off: whether it was committed must not stay unknown.
                    await transaction.CommitAsync(CancellationToken.None);
                    db.Notes.TakeAfterCommit()(signal);
                    return result;
                }
                catch (Exception exception)
                    when (attempt < AttemptsMax && SqlDialect.Of(db.Database).IsConflict(exception))
                {
                    // Another transaction was first; look again.
                }
            }
        }
        finally
        {
            _serverGate.Release();
        }
    }

    // What changed nothing is on record with its reason, which is not known here.
    private static bool IsRefusal<T>(T result) => result is null or false or IRefusal;

    private async Task<T> PerformAsync<T>(
        ActiveLabelDb db, Func<ActiveLabelDb, CancellationToken, Task<T>> work, CancellationToken cancellationToken)
    {
        var result = await work(db, cancellationToken);
        if (AuditedAction.Current is { IsWritten: false } action && !IsRefusal(result))
        {
            await AuditChain.AppendAsync(
                db, action, AuditOutcome.Succeeded, errors: "", time.GetUtcNow(), cancellationToken);
            db.Notes.AfterCommit(action.SetWritten);
        }
        return result;
    }
}
