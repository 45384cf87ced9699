using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using Xunit;

namespace ActiveLabel.Api.Tests.Transport;

/// <summary>A client of graphql-transport-ws.</summary>
internal sealed class GraphSocket(ClientWebSocket socket) : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private readonly byte[] _buffer = new byte[64 * 1024];

    public int? CloseCode => (int?)socket.CloseStatus;

    public static async Task<GraphSocket> OpenAsync(Uri address)
    {
        var socket = new ClientWebSocket();
        socket.Options.AddSubProtocol("graphql-transport-ws");
        await socket.ConnectAsync(new UriBuilder(address) { Scheme = "ws" }.Uri, CancellationToken.None);
        return new(socket);
    }

    /// <summary>A socket whose key was accepted.</summary>
    public static async Task<GraphSocket> OpenAsync(Uri address, string key)
    {
        var socket = await OpenAsync(address);
        await socket.SendAsync(new { type = "connection_init", payload = new { authorization = $"Bearer {key}" } });
        Assert.Equal("connection_ack", await socket.ReceiveTypeAsync());
        return socket;
    }

    public Task SendAsync(object message) => SendTextAsync(JsonSerializer.Serialize(message));

    public Task SendTextAsync(string text) => socket.SendAsync(
        Encoding.UTF8.GetBytes(text).AsMemory(), WebSocketMessageType.Text, true, CancellationToken.None).AsTask();

    public Task SubscribeAsync(string id, string query, object? variables = null)
        => SendAsync(new { id, type = "subscribe", payload = new { query, variables } });

    /// <returns>Null when the server closed the socket; <see cref="CloseCode"/> says why.</returns>
    public async Task<JsonElement?> ReceiveAsync()
    {
        using var patience = new CancellationTokenSource(Patience);
        using var message = new MemoryStream();
        while (true)
        {
            var part = await socket.ReceiveAsync(_buffer.AsMemory(), patience.Token);
            if (part.MessageType == WebSocketMessageType.Close)
                return null;
            message.Write(_buffer.AsSpan(0, part.Count));
            if (part.EndOfMessage)
                return JsonSerializer.Deserialize<JsonElement>(message.ToArray());
        }
    }

    public async Task<string?> ReceiveTypeAsync() => (await ReceiveAsync())?.GetProperty("type").GetString();

    /// <returns>What the next result has as <c>data.FIELD</c>.</returns>
    public async Task<JsonElement> ReceiveNextAsync(string field)
    {
        var message = await ReceiveAsync();
        Assert.Equal("next", message?.GetProperty("type").GetString());
        var payload = message!.Value.GetProperty("payload");
        Assert.False(payload.TryGetProperty("errors", out var errors), errors.ToString());
        return payload.GetProperty("data").GetProperty(field);
    }

    public void Abort() => socket.Abort();

    public void Dispose() => socket.Dispose();
}
