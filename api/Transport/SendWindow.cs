namespace ActiveLabel.Api.Transport;

/// <summary>
/// Keeps a subscription from running ahead of its client: an event enters before it is read from storage, and leaves
/// when its result was sent. A slow client is told later; it loses nothing, and it costs no more memory.
/// </summary>
public sealed class SendWindow(int size) : IDisposable
{
    private readonly SemaphoreSlim _room = new(size, size);

    public int Size { get; } = size;

    public Task EnterAsync(CancellationToken cancellationToken) => _room.WaitAsync(cancellationToken);

    public void Leave() => _room.Release();

    public void Dispose() => _room.Dispose();
}
