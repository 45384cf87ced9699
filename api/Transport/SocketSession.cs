using System.Collections.Concurrent;
using System.Data.Common;
using System.Net.WebSockets;
using ActiveLabel.Api.Security;
using ActiveLabel.Api.Streaming;
using GraphQL;
using GraphQL.Transport;

namespace ActiveLabel.Api.Transport;

/// <summary>One client's conversation in graphql-transport-ws, from its key to the end of its last operation.</summary>
internal sealed class SocketSession(
    SocketConnection connection,
    RequestRunner runner,
    SubscriptionHub hub,
    CallerWatch watch,
    Authentication authentication,
    IGraphQLTextSerializer serializer,
    TransportLimits limits,
    IServiceScopeFactory scopes,
    TimeProvider time,
    Origin origin)
{
    private static readonly TimeSpan GoodbyeTimeout = TimeSpan.FromSeconds(2);
    private readonly ConcurrentDictionary<string, RunningOperation> _operations = new();
    private readonly ConcurrentDictionary<Task, bool> _running = new();
    private readonly TaskCompletionSource _initialised = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<SocketClosedException> _broken
        = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private bool _initStarted;
    private CallerWatch.Watched? _watched;
    private Caller? _caller;

    /// <summary>Returns when nothing of the session is left.</summary>
    public async Task RunAsync(CancellationToken stopping)
    {
        using var over = new CancellationTokenSource();
        var receiving = ReceiveAllAsync(over.Token);
        var watching = WatchAsync(over.Token, stopping);
        var first = await Task.WhenAny(receiving, watching, BrokenAsync());
        await SayGoodbyeAsync(await first);
        // The close frame reaches the client before the connection goes.
        await Task.WhenAny(receiving, Task.Delay(GoodbyeTimeout, time, CancellationToken.None));
        await over.CancelAsync();
        await Task.WhenAll([receiving, watching, .. _running.Keys]);
        _watched?.Dispose();
    }

    private async Task<SocketClosedException?> BrokenAsync() => await _broken.Task;

    private Task SayGoodbyeAsync(SocketClosedException? reason)
        => reason is null ? connection.CloseNormallyAsync() : connection.CloseAsync(reason.Code, reason.Message);

    /// <returns>Why the session must end, or null when the client ended it.</returns>
    private async Task<SocketClosedException?> ReceiveAllAsync(CancellationToken over)
    {
        try
        {
            while (await connection.ReceiveAsync(over) is { } message)
                await HandleAsync(message, over);
            return null;
        }
        catch (SocketClosedException reason)
        {
            return reason;
        }
        catch (Exception exception) when (exception is WebSocketException or OperationCanceledException)
        {
            return null;
        }
        catch (DbException)
        {
            return new(CloseCode.ServerFailed, "The server failed; see its log."); // who asks cannot be looked up
        }
    }

    /// <summary>
    /// Ends a session whose client does not introduce itself, and every session when the server stops.
    /// </summary>
    private async Task<SocketClosedException?> WatchAsync(CancellationToken over, CancellationToken stopping)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(over, stopping);
        try
        {
            await _initialised.Task.WaitAsync(limits.InitTimeout, time, either.Token);
            await Task.Delay(Timeout.InfiniteTimeSpan, either.Token);
        }
        catch (TimeoutException)
        {
            return new(CloseCode.InitTimeout, "Connection initialisation timeout");
        }
        catch (OperationCanceledException)
        {
            // The server stops, or the session is over anyway.
        }
        return new(CloseCode.GoingAway, "The server stops.");
    }

    private Task HandleAsync(OperationMessage message, CancellationToken over) => message.Type switch
    {
        "connection_init" => InitialiseAsync(message, over),
        "ping" => connection.SendAsync(new() { Type = "pong", Payload = message.Payload }, over),
        "pong" => Task.CompletedTask,
        "subscribe" => StartAsync(message, over),
        "complete" => CompleteAsync(message.Id),
        _ => throw BadMessage($"There is no message type '{message.Type}'."),
    };

    private async Task InitialiseAsync(OperationMessage message, CancellationToken over)
    {
        if (_initStarted)
            throw new SocketClosedException(CloseCode.TooManyInits, "Too many initialisation requests");
        _initStarted = true;
        var payload = Read<Inputs>(message.Payload);
        _caller = await authentication.FindCallerAsync(
            new(Header(payload, "authorization"), Header(payload, Credentials.OrganizationHeader), origin), over)
            ?? throw new SocketClosedException(CloseCode.Unauthorized, "Unauthorized");
        _watched = await watch.WatchAsync(_caller, over);
        _watched.Ended.Register(() => _broken.TrySetResult(new(
            CloseCode.Forbidden, "The key or membership was taken away, or has expired.")));
        _initialised.TrySetResult();
        await connection.SendAsync(new() { Type = "connection_ack" }, over);
    }

    private static string? Header(Inputs? payload, string name) => payload?.FirstOrDefault(
        entry => entry.Key.Equals(name, StringComparison.OrdinalIgnoreCase)).Value as string;

    private async Task StartAsync(OperationMessage message, CancellationToken over)
    {
        if (_caller is not { } caller)
            throw new SocketClosedException(CloseCode.Unauthorized, "Unauthorized");
        if (string.IsNullOrEmpty(message.Id) || Read<GraphQLRequest>(message.Payload) is not { } request)
            throw BadMessage("A subscribe message has an id and a payload.");
        if (_operations.Count >= limits.OperationsPerSocketMax)
        {
            var refusal = new RefusalError(
                RefusalError.TooManyOperations, $"A socket runs {limits.OperationsPerSocketMax} operations at a time.");
            await connection.SendAsync(new() { Id = message.Id, Type = "error", Payload = new[] { refusal } }, over);
            return;
        }
        var operation = new RunningOperation(message.Id, connection, runner, hub, scopes);
        if (!_operations.TryAdd(message.Id, operation))
            throw new SocketClosedException(CloseCode.OperationIdTaken, $"Subscriber for {message.Id} already exists");
        var running = RunAsync(operation, message.Id, request, caller, over);
        _running[running] = true;
        _ = running.ContinueWith(
            task => _running.TryRemove(task, out _), over, TaskContinuationOptions.None, TaskScheduler.Default);
    }

    private async Task RunAsync(
        RunningOperation operation, string id, GraphQLRequest request, Caller caller, CancellationToken over)
    {
        if (await operation.RunAsync(
            request, caller, () => _operations.TryRemove(new(id, operation)), over) is { } reason)
            _broken.TrySetResult(reason);
    }

    private Task CompleteAsync(string? id)
        => id is not null && _operations.TryRemove(id, out var operation)
            ? operation.CancelAsync() : Task.CompletedTask;

    private T? Read<T>(object? payload)
    {
        try
        {
            return serializer.ReadNode<T>(payload);
        }
        catch (Exception exception) when (exception is System.Text.Json.JsonException or InvalidOperationException)
        {
            throw BadMessage("The payload is not what the message needs.");
        }
    }

    private static SocketClosedException BadMessage(string reason) => new(CloseCode.BadMessage, reason);
}
