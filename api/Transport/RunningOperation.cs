using System.Data.Common;
using System.Net.WebSockets;
using ActiveLabel.Api.Security;
using ActiveLabel.Api.Streaming;
using GraphQL;
using GraphQL.Transport;

namespace ActiveLabel.Api.Transport;

/// <summary>One operation of a socket, from subscribe to complete.</summary>
internal sealed class RunningOperation(
    string id, SocketConnection connection, RequestRunner runner, SubscriptionHub hub, IServiceScopeFactory scopes)
    : IDisposable
{
    private readonly CancellationTokenSource _cancelled = new();

    public Task CancelAsync() => _cancelled.CancelAsync();

    public void Dispose() => _cancelled.Dispose();

    /// <param name="ended">Called when the operation is over, before the client hears of it.</param>
    /// <returns>Why the whole session must end, or null.</returns>
    public async Task<SocketClosedException?> RunAsync(
        GraphQLRequest request, Caller caller, Action ended, CancellationToken over)
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
        catch (SlowConsumerException slow)
        {
            return new(CloseCode.SlowConsumer, slow.Message);
        }
        catch (DbException)
        {
            return new(CloseCode.ServerFailed, "The server failed; see its log.");
        }
        finally
        {
            ended();
        }
        return null;
    }

    private async Task AnswerAsync(
        GraphQLRequest request, Caller caller, Action ended, CancellationToken cancellationToken)
    {
        var refusal = await TryAnswerAsync(request, caller, cancellationToken);
        ended();
        await (refusal is null
            ? connection.SendAsync(new() { Id = id, Type = "complete" }, cancellationToken)
            : connection.SendAsync(new() { Id = id, Type = "error", Payload = refusal }, cancellationToken));
    }

    /// <returns>Why nothing was executed, or null.</returns>
    private async Task<ExecutionErrors?> TryAnswerAsync(
        GraphQLRequest request, Caller caller, CancellationToken cancellationToken)
    {
        try
        {
            var prepared = await runner.PrepareAsync(request, Carrier.Socket, caller, cancellationToken);
            return prepared.IsSubscription
                ? await SubscribeAsync(prepared, caller, cancellationToken)
                : await ExecuteAsync(prepared, caller, cancellationToken);
        }
        catch (RefusalError refused)
        {
            return new ExecutionErrors { refused };
        }
    }

    private async Task<ExecutionErrors?> ExecuteAsync(
        PreparedRequest prepared, Caller caller, CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var result = await runner.ExecuteAsync(
            prepared, new(caller, Window: null), scope.ServiceProvider, cancellationToken);
        if (!result.Executed)
            return result.Errors ?? new();
        await connection.SendAsync(new() { Id = id, Type = "next", Payload = result }, cancellationToken);
        return null;
    }

    private async Task<ExecutionErrors?> SubscribeAsync(
        PreparedRequest prepared, Caller caller, CancellationToken cancellationToken)
    {
        var opened = await hub.OpenAsync(prepared, caller, resumeAfter: null);
        if (opened.Refusal is { } refused)
            return refused.Errors ?? new();
        try
        {
            await foreach (var payload in opened.Payloads.WithCancellation(cancellationToken))
                await connection.SendNextAsync(id, payload, cancellationToken);
            return null;
        }
        catch (StreamFailedException failed)
        {
            return failed.Errors;
        }
    }
}
