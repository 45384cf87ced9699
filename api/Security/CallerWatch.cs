using System.Collections.Concurrent;
using System.Data.Common;
using ActiveLabel.Api.Storage;
using ActiveLabel.Domain.Projects;
using ActiveLabel.Domain.Workers;
using Microsoft.EntityFrameworkCore;

namespace ActiveLabel.Api.Security;

/// <summary>
/// Looks again, as long as a stream lasts, whether its caller may still be there: a key or a membership that was taken
/// away ends what was opened with it. One look serves all streams of this process, whoever took it away.
/// </summary>
public sealed partial class CallerWatch(
    IDbContextFactory<ActiveLabelDb> databases, TimeProvider time, ILogger<CallerWatch> logger) : BackgroundService
{
    /// <summary>With the time of a look, a stream ends within a second.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(500);

    private const int ChunkSize = 500;
    private readonly ConcurrentDictionary<Watched, bool> _watched = new();

    /// <returns>Cancelled when the caller may no longer be there; dispose it when the stream is over.</returns>
    public async Task<Watched> WatchAsync(Caller caller, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(caller);
        var projects = caller.WorkerId is { } worker
            ? (await FindMembershipsAsync([worker], cancellationToken))[worker].ToHashSet()
            : [];
        var watched = new Watched(caller, projects, gone => _watched.TryRemove(gone, out _));
        _watched[watched] = true;
        return watched;
    }

    /// <summary>Ends the streams of those who may no longer be there.</summary>
    public async Task LookAsync(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        foreach (var chunk in _watched.Keys.GroupBy(watched => watched.Caller).Chunk(ChunkSize))
        {
            var callers = chunk.Select(group => group.Key).ToList();
            var valid = await FindValidAsync(callers, now, cancellationToken);
            var memberships = await FindMembershipsAsync(
                [.. callers.Select(caller => caller.WorkerId).OfType<WorkerId>()], cancellationToken);
            foreach (var watched in chunk.SelectMany(group => group))
                if (!valid.Contains(watched.Caller) || (watched.Caller.WorkerId is { } worker
                    && !watched.Projects.IsSubsetOf(memberships[worker])))
                    await watched.EndAsync();
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await Task.Delay(Interval, time, stoppingToken);
                if (!_watched.IsEmpty)
                    await LookAsync(stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return; // a host that is disposed of without being stopped takes the exception for a failure
            }
            catch (DbException exception)
            {
                LogBlind(logger, exception); // the next look is soon
            }
        }
    }

    private async Task<HashSet<Caller>> FindValidAsync(
        List<Caller> callers, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var keys = callers.Where(caller => caller.Credential.Kind == CredentialKind.ApiKey)
            .Select(caller => new ApiKeyId(caller.Credential.Id)).ToList();
        var members = callers.Where(caller => caller.Credential.Kind == CredentialKind.Member)
            .Select(caller => new MemberId(caller.Credential.Id)).ToList();
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var valid = new HashSet<Credential>();
        if (keys.Count > 0)
            valid.UnionWith((await db.ApiKeys.Where(key => keys.Contains(key.Id) && key.RevokedAt == null)
                .Select(key => key.Id).ToListAsync(cancellationToken))
                .Select(id => new Credential(CredentialKind.ApiKey, id.Value)));
        if (members.Count > 0)
            valid.UnionWith((await db.Members.Where(member => members.Contains(member.Id))
                .Select(member => member.Id).ToListAsync(cancellationToken))
                .Select(id => new Credential(CredentialKind.Member, id.Value)));
        return [.. callers.Where(caller => valid.Contains(caller.Credential) && !(caller.ExpiresAt <= now))];
    }

    private async Task<ILookup<WorkerId, ProjectId>> FindMembershipsAsync(
        List<WorkerId> workers, CancellationToken cancellationToken)
    {
        if (workers.Count == 0)
            return Array.Empty<Membership>().ToLookup(none => none.WorkerId, none => none.ProjectId);
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var found = await db.Memberships
            .Where(membership => workers.Contains(membership.WorkerId) && membership.EndedAt == null)
            .Select(membership => new { membership.WorkerId, membership.ProjectId }).ToListAsync(cancellationToken);
        return found.ToLookup(membership => membership.WorkerId, membership => membership.ProjectId);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Whether open streams may go on could not be looked up.")]
    private static partial void LogBlind(ILogger logger, Exception exception);

    /// <summary>A stream's hold on its caller's permission.</summary>
    public sealed class Watched(Caller caller, HashSet<ProjectId> projects, Action<Watched> forget) : IDisposable
    {
        private readonly CancellationTokenSource _ended = new();

        public Caller Caller { get; } = caller;

        /// <summary>Those of the worker when the stream began; all of them must last.</summary>
        internal HashSet<ProjectId> Projects { get; } = projects;

        /// <summary>Cancelled when the permission was taken away.</summary>
        public CancellationToken Ended => _ended.Token;

        public void Dispose()
        {
            forget(this);
            _ended.Dispose();
        }

        internal async Task EndAsync()
        {
            forget(this);
            try
            {
                await _ended.CancelAsync();
            }
            catch (ObjectDisposedException)
            {
                // The stream was over at the same moment.
            }
        }
    }
}
