using System.Net.WebSockets;
using System.Threading.Channels;
using ActiveLabel.Api.Security;
using GraphQL;
using GraphQL.Transport;
using GraphQLParser.AST;

namespace ActiveLabel.Api.Transport;

/// <summary>One operation of a socket, from subscribe to complete.</summary>
internal sealed class RunningOperation(
    string id, SocketConnection connection, RequestRunner runner, TransportLimits limits, IServiceScopeFactory scopes)
    : IDisposable
{
    private readonly CancellationTokenSource _cancelled = new();

    public Task CancelAsync() => _cancelled.CancelAsync();

    public void Dispose() => _cancelled.Dispose();

    /// <param name="ended">Called when the operation is over, before the client hears of it.</param>
    public async Task RunAsync(GraphQLRequest request, Caller caller, Action ended, CancellationToken over)
    {
        await Task.Yield(); // the next message does not wait for this one
        using var either = CancellationTokenSource.CreateLinkedTokenSource(over, _cancelled.Token);
        try
        {
            await AnswerAsync(request, caller, ended, either.Token);
        }
        catch (Exception exception) when (exception is WebSocketException or OperationCanceledException)
        {
            // The client left, or wants no more of it.
        }
        finally
        {
            ended();
        }
    }

    private async Task AnswerAsync(
        GraphQLRequest request, Caller caller, Action ended, CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        using var window = new SendWindow(limits.WaitingResultsMax);
        var result = await runner.RunAsync(
            request, Carrier.Socket, caller, scope.ServiceProvider, window, cancellationToken);
        if (!IsAnswer(result))
        {
            ended();
            await SendAsync("error", result.Errors, cancellationToken);
            return;
        }
        if (result.Streams is { Count: > 0 } streams)
            await ForwardAsync(streams.Values.Single(), window, cancellationToken);
        else
            await SendAsync("next", result, cancellationToken);
        ended();
        await SendAsync("complete", payload: null, cancellationToken);
    }

    // A subscription that did not start has no result, though its field was asked.
    private static bool IsAnswer(ExecutionResult result) => result.Streams is { Count: > 0 }
        || (result.Executed && result.Operation?.Operation is not OperationType.Subscription);

    private async Task ForwardAsync(
        IObservable<ExecutionResult> stream, SendWindow window, CancellationToken cancellationToken)
    {
        var waiting = Channel.CreateBounded<ExecutionResult>(window.Size + 1);
        using var subscription = stream.Subscribe(new Observer(waiting.Writer));
        await foreach (var result in waiting.Reader.ReadAllAsync(cancellationToken))
        {
            await SendAsync("next", result, cancellationToken);
            window.Leave();
        }
    }

    private Task SendAsync(string type, object? payload, CancellationToken cancellationToken)
        => connection.SendAsync(new() { Id = id, Type = type, Payload = payload }, cancellationToken);

    /// <summary>The window keeps the channel from filling; a stream that ignores it ends.</summary>
    private sealed class Observer(ChannelWriter<ExecutionResult> waiting) : IObserver<ExecutionResult>
    {
        public void OnNext(ExecutionResult value)
        {
            if (!waiting.TryWrite(value))
                waiting.TryComplete();
        }

        public void OnError(Exception error) => waiting.TryComplete();

        public void OnCompleted() => waiting.TryComplete();
    }
}
