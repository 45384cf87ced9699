using ActiveLabel.Api.Events;
using ActiveLabel.Api.Storage;
using ActiveLabel.Domain.Projects;
using ActiveLabel.Domain.Tasks;
using Microsoft.EntityFrameworkCore;

namespace ActiveLabel.Api.Tasks;

/// <summary>
/// Gives back what was held for too long. Expiry needs no sweeper to be effective: each claim gives back a bounded
/// number of expired slots by their own index.
/// </summary>
public sealed class ReclaimLeases(Writing writing, QueueMemory memory)
{
    public static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);

    internal const int CountMax = 20;

    // A lease that was granted before, and is committed only now, ends later than this.
    internal static readonly TimeSpan Margin = TimeSpan.FromSeconds(5);

    /// <summary>A bounded number in one transaction, from the first that ever expired.</summary>
    /// <returns>How many; when it is as many as can be, there may be more.</returns>
    public Task<int> ExecuteAsync(Project project, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(project);
        return writing.ExecuteAsync(
            new(project.OrganizationId, project.Id),
            async (db, token) =>
            {
                var now = await SqlDialect.Of(db.Database).ReadClockAsync(db, token);
                var expired = await ApplyAsync(db, memory, project.Id, now, DateTimeOffset.UnixEpoch, token);
                if (expired.Count > 0)
                    await EventLog.AppendAsync(
                        db, project.OrganizationId, project.Id, new(SlotsLeased: -expired.Count), expired, now, token);
                return expired.Count;
            },
            cancellationToken);
    }

    /// <param name="from">What ended before is known to be given back.</param>
    /// <returns>What is to be said of it.</returns>
    internal static async Task<List<NewEvent>> ApplyAsync(
        ActiveLabelDb db,
        QueueMemory memory,
        ProjectId project,
        DateTimeOffset now,
        DateTimeOffset from,
        CancellationToken cancellationToken)
    {
        var expired = await db.Slots.AsNoTracking()
            .Where(slot => slot.ProjectId == project && slot.State == SlotState.Leased && slot.ExpiresAt >= from
                && slot.ExpiresAt <= now)
            .OrderBy(slot => slot.ExpiresAt).Take(CountMax).ToListAsync(cancellationToken);
        var reclaimed = new List<NewEvent>();
        foreach (var slot in expired)
            if (await HeldSlots.GiveBackAsync(db, slot, isForWorker: true, cancellationToken) is { } item)
                reclaimed.Add(new(EventKind.LeaseExpired, item, slot.WorkerId));
        if (expired.Count < CountMax)
            db.Notes.AfterCommit(() => memory.SetReclaimed(project, now - Margin));
        return reclaimed;
    }
}
