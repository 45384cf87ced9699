using System.Threading.Channels;
using ActiveLabel.Api.Transport;
using GraphQL;
using GraphQL.Execution;

namespace ActiveLabel.Api.Streaming;

/// <summary>
/// One running subscription and all who listen to it. Each listener has a bounded buffer of its own. One that is full
/// ends its listener at once where the stream is shared, for nobody may slow the others down. Where there is one
/// listener, who may have a long way to catch up, the stream waits for room and reads on from storage; it ends the
/// listener who takes nothing for as long as the limits say.
/// </summary>
internal sealed class LiveStream(TransportLimits limits, IGraphQLSerializer serializer, bool isShared)
    : IAsyncDisposable
{
    private readonly CancellationTokenSource _over = new();
    private readonly Lock _gate = new();
    private readonly List<Channel<StreamPayload>> _listeners = [];
    private readonly TaskCompletionSource _isJoined = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Task _pumping = Task.CompletedTask;
    private bool _hasEnded;

    /// <summary>Cancelled when nobody listens any more.</summary>
    public CancellationToken Over => _over.Token;

    /// <summary>Completed when nothing more is handed on.</summary>
    public Task Ended => _pumping;

    /// <returns>Null when the stream is over: start another.</returns>
    public ChannelReader<StreamPayload>? Join()
    {
        var listener = Channel.CreateBounded<StreamPayload>(limits.WaitingResultsMax);
        lock (_gate)
        {
            if (_hasEnded)
                return null;
            _listeners.Add(listener);
        }
        _isJoined.TrySetResult();
        return listener.Reader;
    }

    /// <returns>Whether that was the last one: the stream is over then.</returns>
    public bool Leave(ChannelReader<StreamPayload> reader)
    {
        lock (_gate)
        {
            _listeners.RemoveAll(listener => listener.Reader == reader);
            return _hasEnded |= _listeners.Count == 0;
        }
    }

    /// <summary>Hands on what the subscription says, until it or its last listener ends.</summary>
    public void Start(IObservable<ExecutionResult> results, SendWindow window)
        => _pumping = PumpAsync(results, window);

    /// <summary>Ends everything that is left of it.</summary>
    public async ValueTask DisposeAsync()
    {
        await _over.CancelAsync();
        await _pumping;
        _over.Dispose();
    }

    private async Task PumpAsync(IObservable<ExecutionResult> results, SendWindow window)
    {
        var waiting = Channel.CreateBounded<ExecutionResult>(window.Size + 1);
        using var subscription = results.Subscribe(new Observer(waiting.Writer));
        try
        {
            await _isJoined.Task.WaitAsync(Over); // what came before the first listener waits for him
            await foreach (var result in waiting.Reader.ReadAllAsync(Over))
            {
                var payload = await WriteAsync(result);
                foreach (var listener in Listeners())
                    await HandOnAsync(listener, payload);
                window.Leave();
            }
        }
        catch (OperationCanceledException)
        {
            // Nobody listens any more.
        }
        catch (Exception failure) when (failure is StreamFailedException or SlowConsumerException)
        {
            End(failure);
        }
        finally
        {
            End(failure: null);
        }
    }

    private async Task<StreamPayload> WriteAsync(ExecutionResult result)
    {
        using var json = new MemoryStream();
        await serializer.WriteAsync(json, result, Over);
        return new(json.ToArray(), result.Extensions?.GetValueOrDefault(CursorStrategy.Extension) as string);
    }

    private async Task HandOnAsync(Channel<StreamPayload> listener, StreamPayload payload)
    {
        if (listener.Writer.TryWrite(payload))
            return;
        if (isShared)
            listener.Writer.TryComplete(new SlowConsumerException());
        else if (!await WaitAsync(listener, payload))
            throw new SlowConsumerException(); // nobody else listens: the stream is over
    }

    /// <returns>False when there was no room for too long.</returns>
    private async Task<bool> WaitAsync(Channel<StreamPayload> listener, StreamPayload payload)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Over);
        patience.CancelAfter(limits.CatchUpTimeout);
        try
        {
            await listener.Writer.WriteAsync(payload, patience.Token);
            return true;
        }
        catch (OperationCanceledException) when (!Over.IsCancellationRequested)
        {
            return false;
        }
    }

    private Channel<StreamPayload>[] Listeners()
    {
        lock (_gate)
            return [.. _listeners];
    }

    // Whoever was ended with a reason stays so.
    private void End(Exception? failure)
    {
        lock (_gate)
            _hasEnded = true;
        foreach (var listener in Listeners())
            listener.Writer.TryComplete(failure);
    }

    /// <summary>The window keeps the channel from filling; a stream that ignores it ends.</summary>
    private sealed class Observer(ChannelWriter<ExecutionResult> waiting) : IObserver<ExecutionResult>
    {
        public void OnNext(ExecutionResult value)
        {
            if (!waiting.TryWrite(value))
                waiting.TryComplete();
        }

        public void OnError(Exception error) => waiting.TryComplete(
            new StreamFailedException(
                error as ExecutionError ?? new UnhandledError("The subscription failed.", error)));

        public void OnCompleted() => waiting.TryComplete();
    }
}
