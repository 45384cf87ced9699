using System.Diagnostics;
using System.Net.Http.Json;
using System.Text.Json;
using Xunit;

namespace ActiveLabel.Api.Tests.Transport;

/// <summary>One server-sent event; comments have neither id nor type.</summary>
internal sealed record ServerSentEvent(string? Id, string? Type, string? Data)
{
    public JsonElement Json => JsonSerializer.Deserialize<JsonElement>(Data!);
}

/// <summary>A client of GraphQL over server-sent events.</summary>
internal sealed class GraphEvents(HttpClient client, HttpResponseMessage response, StreamReader reader) : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    public HttpResponseMessage Response => response;

    public static async Task<GraphEvents> OpenAsync(
        HttpClient client, string query, object? variables = null, string? lastEventId = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "")
        {
            Content = JsonContent.Create(new { query, variables }),
        };
        request.Headers.Accept.ParseAdd("text/event-stream");
        if (lastEventId is not null)
            request.Headers.Add("Last-Event-ID", lastEventId);
        var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        return new(client, response, new(await response.Content.ReadAsStreamAsync()));
    }

    /// <summary>The next event, comments included; null at the end.</summary>
    public async Task<ServerSentEvent?> ReadAsync()
    {
        using var patience = new CancellationTokenSource(Patience);
        var (id, type, data) = ((string?)null, (string?)null, (string?)null);
        while (await reader.ReadLineAsync(patience.Token) is { } line)
        {
            if (line.Length == 0)
                return new(id, type, data);
            if (line.StartsWith("id: ", StringComparison.Ordinal))
                id = line[4..];
            else if (line.StartsWith("event: ", StringComparison.Ordinal))
                type = line[7..];
            else if (line.StartsWith("data: ", StringComparison.Ordinal))
                data = line[6..];
        }
        return null;
    }

    /// <summary>All that was sent where there is no stream.</summary>
    public Task<string> ReadAllAsync() => reader.ReadToEndAsync();

    /// <summary>The next event that is no comment.</summary>
    public async Task<ServerSentEvent> ReadEventAsync()
    {
        var watch = Stopwatch.StartNew();
        while (watch.Elapsed < Patience && await ReadAsync() is { } sent)
            if (sent.Type is not null)
                return sent;
        throw new EndOfStreamException("The stream has ended, or says nothing.");
    }

    public async Task<JsonElement> ReadNextAsync(string field)
    {
        var sent = await ReadEventAsync();
        Assert.Equal("next", sent.Type);
        return sent.Json.GetProperty("data").GetProperty(field);
    }

    public void Dispose()
    {
        reader.Dispose();
        response.Dispose();
        client.Dispose();
    }
}
