using ActiveLabel.Api.Events;
using ActiveLabel.Api.Operations;
using ActiveLabel.Api.Storage;
using ActiveLabel.Domain.Projects;
using Microsoft.EntityFrameworkCore;

namespace ActiveLabel.Api.Metrics;

/// <param name="Events">How many events were looked at.</param>
/// <param name="Sequence">Of the last event that is in the metrics now.</param>
/// <param name="InputsHash">Of the stretch of events.</param>
public sealed record RollUpResult(long Events, long Sequence, string InputsHash) : IHashedInputs;

/// <summary>
/// Keeps a project's metrics up with its events: after what happened, never within it. The place up to which events are
/// in the sums is kept with them, in one transaction: each event counts once, over restarts and replicas.
/// </summary>
public sealed class RollUpMetrics(IDbContextFactory<ActiveLabelDb> databases, Writing writing, TimeProvider time)
{
    public const int PageSize = 1_000;
    public static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);

    public async Task<RollUpResult> ExecuteAsync(Project project, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(project);
        var (from, all, hasCounted) = (await FindPlaceAsync(project, cancellationToken), 0L, false);
        for (var count = PageSize; count == PageSize;)
        {
            (count, var isCounted) = await writing.ExecuteBulkAsync(
                new(project.OrganizationId, project.Id),
                (db, token) => AddPageAsync(db, project, token),
                cancellationToken);
            (all, hasCounted) = (all + count, hasCounted || isCounted);
        }
        if (hasCounted)
            await TellAsync(project, cancellationToken);
        var to = await FindPlaceAsync(project, cancellationToken);
        return new(all, to, Idempotency.HashOf($"events {project.Id.Value} {from} {to}"));
    }

    /// <summary>Forgets all sums and adds them up from the first event again.</summary>
    public async Task<RollUpResult> RebuildAsync(Project project, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(project);
        await writing.ExecuteBulkAsync(
            new(project.OrganizationId, project.Id),
            async (db, token) =>
            {
                await db.MetricCursors.Where(cursor => cursor.ProjectId == project.Id).ExecuteDeleteAsync(token);
                return await db.MetricBuckets.Where(bucket => bucket.ProjectId == project.Id)
                    .ExecuteDeleteAsync(token);
            },
            cancellationToken);
        return await ExecuteAsync(project, cancellationToken);
    }

    private async Task<long> FindPlaceAsync(Project project, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await db.MetricCursors.Where(cursor => cursor.ProjectId == project.Id)
            .Select(cursor => cursor.Sequence).SingleOrDefaultAsync(cancellationToken);
    }

    private static async Task<(int Events, bool IsCounted)> AddPageAsync(
        ActiveLabelDb db, Project project, CancellationToken cancellationToken)
    {
        var cursor = await db.MetricCursors.AsTracking().SingleOrDefaultAsync(
            known => known.ProjectId == project.Id, cancellationToken)
            ?? db.MetricCursors.Add(new()
            {
                ProjectId = project.Id,
                OrganizationId = project.OrganizationId,
                At = project.CreatedAt,
            }).Entity;
        var from = cursor.Sequence;
        var events = await db.Events.AsNoTracking()
            .Where(happened => happened.ProjectId == project.Id && happened.Sequence > from)
            .OrderBy(happened => happened.Sequence).Take(PageSize).ToListAsync(cancellationToken);
        if (events.Count == 0)
            return (0, false);
        (cursor.Sequence, cursor.At) = (events[^1].Sequence, events[^1].At);
        // Two that sum the same project: the one that comes second finds the place moved, and leaves it at that.
        await db.SaveChangesAsync(cancellationToken);
        var sums = new MetricSums(db, project);
        foreach (var (useCase, fact) in await MetricFacts.ReadAsync(db, project, events, cancellationToken))
            await sums.AddAsync(useCase, fact, cancellationToken);
        await db.SaveChangesAsync(cancellationToken);
        return (events.Count, sums.HasChanged);
    }

    private Task<bool> TellAsync(Project project, CancellationToken cancellationToken)
        => writing.ExecuteAsync(
            new(project.OrganizationId, project.Id),
            async (db, token) =>
            {
                await EventLog.AppendAsync(
                    db, project.OrganizationId, project.Id, new(), [MetricsChanged.Event(MetricCurve.Series)],
                    time.GetUtcNow(), token);
                return true;
            },
            cancellationToken);
}
