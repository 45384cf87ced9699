using System.Threading.Channels;
using ActiveLabel.Api.Events;
using Microsoft.EntityFrameworkCore;

namespace ActiveLabel.Api.Storage;

/// <summary>
/// The one writer of a SQLite database. Whatever waits when it begins shares one transaction and one write-through of
/// the log; each piece of work has a savepoint of its own, fails alone, and is answered after the commit.
/// </summary>
/// <remarks>
/// It keeps one context and one connection, so that statements stay prepared. Chunks of long work stand in a line of
/// their own, one a transaction: nobody else waits for more than one of them.
/// </remarks>
internal sealed class GroupCommit : IDisposable
{
    private const int GroupMax = 64;
    private const string Savepoint = "work";

    private readonly Channel<QueuedWork> _calls = Channel.CreateUnbounded<QueuedWork>();
    private readonly Channel<QueuedWork> _chunks = Channel.CreateUnbounded<QueuedWork>();
    private readonly SemaphoreSlim _arrived = new(0);
    private readonly IDbContextFactory<ActiveLabelDb> _databases;
    private readonly EventSignal _signal;
    private readonly Task _running;
    private ActiveLabelDb? _db;
    private volatile bool _isStopping;

    public GroupCommit(IDbContextFactory<ActiveLabelDb> databases, EventSignal signal)
    {
        (_databases, _signal) = (databases, signal);
        _running = Task.Run(RunAsync);
    }

    public Task<T> ExecuteAsync<T>(
        Tenancy? tenancy,
        Func<ActiveLabelDb, CancellationToken, Task<T>> work,
        bool isBulk,
        CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(_isStopping, this);
        var queued = new QueuedWork<T>(tenancy, work, cancellationToken);
        (isBulk ? _chunks : _calls).Writer.TryWrite(queued);
        _arrived.Release();
        return queued.Answer;
    }

    /// <summary>What was handed in is done, and nothing more is taken.</summary>
    public void Stop()
    {
        _isStopping = true;
        _arrived.Release();
    }

    public Task StopAsync()
    {
        Stop();
        return _running;
    }

    public void Dispose() => _arrived.Dispose();

    private async Task RunAsync()
    {
        do
        {
            await _arrived.WaitAsync();
            int taken;
            do
            {
                taken = await CommitAsync(Take(_calls, GroupMax));
                taken += await CommitAsync(Take(_chunks, 1));
            }
            while (taken > 0);
        }
        while (!_isStopping);
        await CloseAsync();
    }

    private static List<QueuedWork> Take(Channel<QueuedWork> from, int max)
    {
        var taken = new List<QueuedWork>();
        while (taken.Count < max && from.Reader.TryRead(out var work))
            taken.Add(work);
        return taken;
    }

    private async Task<int> CommitAsync(List<QueuedWork> group)
    {
        if (group.Count == 0)
            return 0;
        try
        {
            var db = _db ??= await OpenAsync();
            await using var transaction = await db.Database.BeginTransactionAsync();
            foreach (var work in group)
                await PerformAsync(db, work);
            await transaction.CommitAsync();
        }
        catch (Exception exception)
        {
            // The transaction is gone, and with it all that the group did: everybody in it is told why.
            group.ForEach(work => work.Fail(exception));
            await CloseAsync();
            return group.Count;
        }
        group.ForEach(work => work.Acknowledge(_signal));
        return group.Count;
    }

    private static async Task PerformAsync(ActiveLabelDb db, QueuedWork work)
    {
        for (var attempt = 1; ; attempt++)
        {
            if (work.IsCancelled)
                return;
            await RunAsync(db, $"SAVEPOINT {Savepoint}");
            try
            {
                await work.RunAsync(db);
                await RunAsync(db, $"RELEASE {Savepoint}");
                return;
            }
            catch (Exception exception)
            {
                // It fails alone: its caller gets the exception, the others of the group their answers.
                await RunAsync(db, $"ROLLBACK TO {Savepoint}");
                await RunAsync(db, $"RELEASE {Savepoint}");
                if (attempt < Writing.AttemptsMax && SqliteDialect.Instance.IsConflict(exception))
                    continue;
                work.Fail(exception);
                return;
            }
            finally
            {
                db.Notes.Clear();
                db.ChangeTracker.Clear();
            }
        }
    }

    private static Task<int> RunAsync(ActiveLabelDb db, string statement)
        => Sql.ExecuteAsync(db, statement, [], CancellationToken.None);

    private async Task<ActiveLabelDb> OpenAsync()
    {
        var db = await _databases.CreateDbContextAsync();
        // The savepoint of the whole work is enough.
        db.Database.AutoSavepointsEnabled = false;
        await db.Database.OpenConnectionAsync();
        return db;
    }

    private async Task CloseAsync()
    {
        if (_db is { } db)
            await db.DisposeAsync();
        _db = null;
    }
}
