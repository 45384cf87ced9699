using System.Collections.Concurrent;
using System.Data.Common;
using ActiveLabel.Api.Storage;
using Microsoft.EntityFrameworkCore;

namespace ActiveLabel.Api.Security;

/// <summary>
/// When keys were last used, gathered here and written now and then: a request must not wait for it, and a crash may
/// lose the last minute.
/// </summary>
public sealed partial class KeyUsage(Writing writing, TimeProvider time, ILogger<KeyUsage> logger)
    : BackgroundService
{
    /// <summary>A key is written down at most once in it.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);

    // Bounded by the keys there are: only a key that holds is noted.
    private readonly ConcurrentDictionary<ApiKeyId, DateTimeOffset> _used = new();

    public void Note(ApiKey key, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(key);
        if (key.LastUsedAt is null || now - key.LastUsedAt >= Interval)
            _used[key.Id] = now;
    }

    /// <summary>Writes down what was gathered.</summary>
    public async Task FlushAsync(CancellationToken cancellationToken)
    {
        foreach (var id in _used.Keys)
            if (_used.TryRemove(id, out var at))
                await writing.ExecuteAsync(
                    (db, token) => db.ApiKeys.Where(key => key.Id == id)
                        .ExecuteUpdateAsync(set => set.SetProperty(key => key.LastUsedAt, at), token),
                    cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await Task.Delay(Interval, time, stoppingToken);
                await FlushAsync(stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return; // a host that is disposed of without being stopped takes the exception for a failure
            }
            catch (DbException exception)
            {
                LogLost(logger, exception); // no request is the worse for it
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "When keys were last used could not be written down.")]
    private static partial void LogLost(ILogger logger, Exception exception);
}
