using System.Net.Http.Headers;
using System.Net.WebSockets;
using System.Runtime.CompilerServices;
using System.Text.Json;

namespace ActiveLabel.Api.Demo;

/// <summary>The server answered with an error; the message is the server's.</summary>
public sealed class GraphQLException(string message) : Exception(message);

/// <summary>A small GraphQL client: what a front end does with a library.</summary>
internal sealed class GraphQLConnection(Uri server, string key) : IDisposable
{
    private const int MessageLengthMax = 1_048_576;

    private readonly HttpClient _http = new()
    {
        BaseAddress = server,
        DefaultRequestHeaders = { Authorization = new AuthenticationHeaderValue("Bearer", key) },
    };

    /// <returns>The data of the answer.</returns>
    /// <exception cref="GraphQLException">The answer has errors.</exception>
    public async Task<JsonElement> SendAsync(string document, object variables, CancellationToken cancellationToken)
    {
        using var response = await _http.PostAsJsonAsync(
            "/graphql", new { query = document, variables }, cancellationToken);
        var answer = await response.Content.ReadFromJsonAsync<JsonElement>(cancellationToken);
        return answer.TryGetProperty("errors", out var errors)
            ? throw new GraphQLException(errors[0].GetProperty("message").GetString() ?? "The request failed.")
            : answer.GetProperty("data");
    }

    /// <summary>Uploads a file of items.</summary>
    public async Task<JsonElement> ImportAsync(string projectId, Stream lines, CancellationToken cancellationToken)
    {
        using var content = new StreamContent(lines);
        using var response = await _http.PostAsync(
            new Uri($"/projects/{projectId}/items:import?format=jsonl", UriKind.Relative), content, cancellationToken);
        var answer = await response.Content.ReadFromJsonAsync<JsonElement>(cancellationToken);
        return response.IsSuccessStatusCode
            ? answer
            : throw new GraphQLException(answer.GetProperty("message").GetString() ?? "The import failed.");
    }

    /// <summary>Follows a subscription over graphql-transport-ws until it ends or is cancelled.</summary>
    public async IAsyncEnumerable<JsonElement> SubscribeAsync(
        string document, object variables, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var socket = new ClientWebSocket();
        socket.Options.AddSubProtocol("graphql-transport-ws");
        var address = new UriBuilder(server) { Scheme = server.Scheme == "https" ? "wss" : "ws", Path = "/graphql" };
        await socket.ConnectAsync(address.Uri, cancellationToken);
        await WriteAsync(
            socket, new { type = "connection_init", payload = new { authorization = $"Bearer {key}" } },
            cancellationToken);
        while (await ReadAsync(socket, cancellationToken) is { } message)
            switch (message.GetProperty("type").GetString())
            {
                case "connection_ack":
                    await WriteAsync(
                        socket,
                        new { type = "subscribe", id = "1", payload = new { query = document, variables } },
                        cancellationToken);
                    break;
                case "ping":
                    await WriteAsync(socket, new { type = "pong" }, cancellationToken);
                    break;
                case "next":
                    yield return message.GetProperty("payload").GetProperty("data");
                    break;
                case "error":
                    throw new GraphQLException(
                        message.GetProperty("payload")[0].GetProperty("message").GetString() ?? "");
                case "complete":
                    yield break;
            }
    }

    public void Dispose() => _http.Dispose();

    private static Task WriteAsync(ClientWebSocket socket, object message, CancellationToken cancellationToken)
        => socket.SendAsync(
            JsonSerializer.SerializeToUtf8Bytes(message), WebSocketMessageType.Text, true, cancellationToken);

    private static async Task<JsonElement?> ReadAsync(ClientWebSocket socket, CancellationToken cancellationToken)
    {
        var buffer = new byte[16_384];
        using var message = new MemoryStream();
        for (; ; )
        {
            var part = await socket.ReceiveAsync(buffer, cancellationToken);
            if (part.MessageType == WebSocketMessageType.Close || message.Length + part.Count > MessageLengthMax)
                return null;
            message.Write(buffer, 0, part.Count);
            if (part.EndOfMessage)
                return JsonSerializer.Deserialize<JsonElement>(message.GetBuffer().AsSpan(0, (int)message.Length));
        }
    }
}
