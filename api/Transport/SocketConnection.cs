using System.Net.WebSockets;
using System.Text.Json;
using ActiveLabel.Api.Streaming;
using GraphQL;
using GraphQL.Transport;

namespace ActiveLabel.Api.Transport;

/// <summary>Why the server closes a socket: the codes of graphql-transport-ws.</summary>
public enum CloseCode
{
    GoingAway = 1001,
    TooBig = 1009,
    BadMessage = 4400,
    Unauthorized = 4401,

    /// <summary>The key or the membership was taken away, or has expired.</summary>
    Forbidden = 4403,

    InitTimeout = 4408,
    OperationIdTaken = 4409,

    /// <summary>The client takes results more slowly than they come; it can resume after its last cursor.</summary>
    SlowConsumer = 4413,

    TooManyInits = 4429,

    /// <summary>The server failed; its log says how.</summary>
    ServerFailed = 4500,
}

/// <summary>The socket was closed with a reason; the session is over.</summary>
public sealed class SocketClosedException(CloseCode code, string reason) : Exception(reason)
{
    public CloseCode Code { get; } = code;
}

/// <summary>Whole messages over a web socket: one reader, many writers, bounded in size and time.</summary>
public sealed class SocketConnection(WebSocket socket, IGraphQLTextSerializer serializer, TransportLimits limits)
    : IAsyncDisposable
{
    private readonly SemaphoreSlim _writing = new(1, 1);
    private readonly byte[] _buffer = new byte[8 * 1024];

    /// <returns>Null when the client closed the socket.</returns>
    /// <exception cref="SocketClosedException">It is no message of the protocol, or too big.</exception>
    public async Task<OperationMessage?> ReceiveAsync(CancellationToken cancellationToken)
    {
        using var message = new MemoryStream();
        while (true)
        {
            var part = await socket.ReceiveAsync(_buffer.AsMemory(), cancellationToken);
            if (part.MessageType == WebSocketMessageType.Close)
                return null;
            if (part.MessageType == WebSocketMessageType.Binary)
                throw new SocketClosedException(CloseCode.BadMessage, "Messages are text.");
            if (message.Length + part.Count > limits.RequestBytesMax)
                throw new SocketClosedException(CloseCode.TooBig, "The message is too big.");
            message.Write(_buffer.AsSpan(0, part.Count));
            if (part.EndOfMessage)
                break;
        }
        message.Position = 0;
        return await ParseAsync(message, cancellationToken);
    }

    /// <summary>Waits until the client has taken the message, or closes the socket on one who takes too long.</summary>
    public async Task SendAsync(OperationMessage message, CancellationToken cancellationToken)
    {
        using var bytes = new MemoryStream();
        await serializer.WriteAsync(bytes, message, cancellationToken);
        await SendAsync(bytes, cancellationToken);
    }

    /// <summary>The same for a result of a subscription, which was written to JSON before.</summary>
    public async Task SendNextAsync(string id, StreamPayload payload, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(payload);
        using var bytes = new MemoryStream();
        await using (var json = new Utf8JsonWriter(bytes))
        {
            json.WriteStartObject();
            json.WriteString("id", id);
            json.WriteString("type", "next");
            json.WritePropertyName("payload");
            json.WriteRawValue(payload.Json.Span, skipInputValidation: true);
            json.WriteEndObject();
        }
        await SendAsync(bytes, cancellationToken);
    }

    /// <summary>Says goodbye as well as it can: the client may be gone already.</summary>
    public async Task CloseAsync(CloseCode code, string reason)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(2));
        try
        {
            await _writing.WaitAsync(patience.Token);
            if (socket.State is WebSocketState.Open or WebSocketState.CloseReceived)
                await socket.CloseOutputAsync((WebSocketCloseStatus)code, reason, patience.Token);
        }
        catch (Exception exception) when (exception is WebSocketException or OperationCanceledException)
        {
            socket.Abort();
        }
    }

    /// <summary>Answers the client's own goodbye.</summary>
    public Task CloseNormallyAsync() => CloseAsync((CloseCode)WebSocketCloseStatus.NormalClosure, "");

    public ValueTask DisposeAsync()
    {
        _writing.Dispose();
        return ValueTask.CompletedTask;
    }

    private async Task SendAsync(MemoryStream bytes, CancellationToken cancellationToken)
    {
        await _writing.WaitAsync(cancellationToken);
        try
        {
            using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            patience.CancelAfter(limits.SendTimeout);
            await socket.SendAsync(
                bytes.GetBuffer().AsMemory(0, (int)bytes.Length),
                WebSocketMessageType.Text,
                WebSocketMessageFlags.EndOfMessage,
                patience.Token);
        }
        finally
        {
            _writing.Release();
        }
    }

    private async Task<OperationMessage> ParseAsync(MemoryStream message, CancellationToken cancellationToken)
    {
        try
        {
            if (await serializer.ReadAsync<OperationMessage>(message, cancellationToken) is { Type: not null } parsed)
                return parsed;
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            // Told below.
        }
        throw new SocketClosedException(CloseCode.BadMessage, "The message is not one of graphql-transport-ws.");
    }
}
