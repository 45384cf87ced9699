namespace ActiveLabel.Api.Streaming;

/// <summary>
/// Keeps a subscription from running ahead of those who listen: an event enters before it is read from storage, and
/// leaves when its result was handed on.
/// </summary>
/// <param name="resumeAfter">The cursor after which the client says it wants to go on; null for from now on.</param>
public sealed class SendWindow(int size, string? resumeAfter = null) : IDisposable
{
    private readonly SemaphoreSlim _room = new(size, size);

    public int Size { get; } = size;

    public string? ResumeAfter { get; } = resumeAfter;

    public Task EnterAsync(CancellationToken cancellationToken) => _room.WaitAsync(cancellationToken);

    public void Leave() => _room.Release();

    public void Dispose() => _room.Dispose();
}
