using ActiveLabel.Api.Events;

namespace ActiveLabel.Api.Storage;

/// <summary>A piece of work that waits for the writer, and the caller who waits for it.</summary>
internal abstract class QueuedWork
{
    /// <summary>Whether its caller has gone; he is told.</summary>
    public abstract bool IsCancelled { get; }

    /// <summary>Runs it; what it answers is kept until it is durable.</summary>
    public abstract Task RunAsync(ActiveLabelDb db);

    /// <summary>It is committed: the caller is answered.</summary>
    public abstract void Acknowledge(EventSignal signal);

    /// <summary>Tells the caller why it is not done; a second reason is not told.</summary>
    public abstract void Fail(Exception exception);
}

/// <param name="tenancy">Whose rows the work reads.</param>
internal sealed class QueuedWork<T>(
    Tenancy? tenancy,
    Func<ActiveLabelDb, CancellationToken, Task<T>> work,
    CancellationToken cancellationToken) : QueuedWork
{
    // For whom it is done flows with the caller, and the writer is nobody's.
    private readonly ExecutionContext? _context = ExecutionContext.Capture();

    // The caller goes on elsewhere: the writer has others to serve.
    private readonly TaskCompletionSource<T> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private T? _result;
    private Action<EventSignal>? _afterCommit;

    public Task<T> Answer => _answer.Task;

    public override bool IsCancelled => cancellationToken.IsCancellationRequested
        && (_answer.TrySetCanceled(cancellationToken) || Answer.IsCompleted);

    public override async Task RunAsync(ActiveLabelDb db)
    {
        db.For(tenancy);
        if (_context is null)
        {
            _result = await work(db, cancellationToken);
        }
        else
        {
            Task<T>? running = null;
            ExecutionContext.Run(_context, _ => running = work(db, cancellationToken), null);
            _result = await (running ?? throw new InvalidOperationException("The work did not begin."));
        }
        _afterCommit = db.Notes.TakeAfterCommit();
    }

    public override void Acknowledge(EventSignal signal)
    {
        if (Answer.IsCompleted)
            return;
        _afterCommit?.Invoke(signal);
        _answer.TrySetResult(_result!);
    }

    public override void Fail(Exception exception)
    {
        if (exception is OperationCanceledException cancelled)
            _answer.TrySetCanceled(cancelled.CancellationToken);
        else
            _answer.TrySetException(exception);
    }
}
