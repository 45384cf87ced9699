using System.Text;

namespace ActiveLabel.Api.Transport;

/// <summary>Writes server-sent events; a client that takes too long for one loses the connection.</summary>
internal sealed class EventWriter(HttpResponse response, TimeSpan sendTimeout)
{
    private static readonly byte[] End = "\n\n"u8.ToArray();

    /// <param name="json">On one line, as the serializer writes it.</param>
    /// <param name="id">What the client resumes after; null where there is nothing to resume.</param>
    public Task NextAsync(ReadOnlyMemory<byte> json, string? id, CancellationToken cancellationToken)
    {
        var head = Encoding.UTF8.GetBytes(id is null ? "event: next\ndata: " : $"id: {id}\nevent: next\ndata: ");
        return WriteAsync((byte[])[.. head, .. json.Span, .. End], cancellationToken);
    }

    public Task CompleteAsync(CancellationToken cancellationToken)
        => WriteAsync("event: complete\ndata: \n\n"u8.ToArray(), cancellationToken);

    public async Task WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        if (!response.HasStarted)
        {
            response.StatusCode = StatusCodes.Status200OK;
            response.ContentType = $"{EventStreamTransport.MediaType}; charset=utf-8";
            response.Headers.CacheControl = "no-store";
            response.Headers["X-Accel-Buffering"] = "no"; // proxies must not hold events back
        }
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(sendTimeout);
        await response.Body.WriteAsync(bytes, patience.Token);
        await response.Body.FlushAsync(patience.Token);
    }
}
