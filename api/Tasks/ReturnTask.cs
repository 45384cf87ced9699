using System.Text.Json;
using ActiveLabel.Api.Events;
using ActiveLabel.Api.Storage;
using ActiveLabel.Api.Workflows;
using ActiveLabel.Domain.Items;
using ActiveLabel.Domain.Tasks;
using ActiveLabel.Domain.Workers;
using Microsoft.EntityFrameworkCore;

namespace ActiveLabel.Api.Tasks;

/// <summary>
/// Gives a leased task back unjudged: released for anybody, or skipped, never to come back to this worker.
/// </summary>
public sealed class ReturnTask(Writing writing)
{
    /// <returns>False when the worker no longer holds the lease; nothing changes then.</returns>
    public Task<bool> ReleaseAsync(TaskId task, WorkerId worker, long token, CancellationToken cancellationToken)
        => writing.ExecuteAsync(
            (db, cancel) => ReturnAsync(db, task, worker, token, skip: null, cancel), cancellationToken);

    /// <returns>False when the worker no longer holds the lease; nothing changes then.</returns>
    public Task<bool> SkipAsync(
        TaskId task,
        WorkerId worker,
        long token,
        SkipReason reason,
        string? comment,
        CancellationToken cancellationToken)
        => writing.ExecuteAsync(
            (db, cancel) => ReturnAsync(db, task, worker, token, (reason, comment), cancel), cancellationToken);

    /// <summary>A heartbeat: the lease runs for its full length again, up to its hard cap.</summary>
    /// <returns>The new expiry, or null when the worker no longer holds the lease.</returns>
    public Task<DateTimeOffset?> ExtendAsync(
        TaskId task, WorkerId worker, long token, TimeSpan leaseTime, CancellationToken cancellationToken)
        => writing.ExecuteAsync<DateTimeOffset?>(
            async (db, cancel) =>
            {
                var now = await SqlDialect.Of(db.Database).ReadClockAsync(db, cancel);
                if (await HeldSlots.FindAsync(db, task, worker, token, now, cancel) is not { } slot)
                    return null;
                var wanted = now + leaseTime;
                var expiresAt = wanted < slot.HardCapAt ? wanted : slot.HardCapAt;
                var extended = await db.Slots
                    .Where(held => held.TaskId == task && held.WorkerId == worker && held.Token == token)
                    .ExecuteUpdateAsync(set => set.SetProperty(held => held.ExpiresAt, expiresAt), cancel);
                return extended == 1 ? expiresAt : null;
            },
            cancellationToken);

    private static async Task<bool> ReturnAsync(
        ActiveLabelDb db,
        TaskId task,
        WorkerId worker,
        long token,
        (SkipReason Reason, string? Comment)? skip,
        CancellationToken cancellationToken)
    {
        var now = await SqlDialect.Of(db.Database).ReadClockAsync(db, cancellationToken);
        var slot = await HeldSlots.FindAsync(db, task, worker, token, now, cancellationToken);
        if (slot is null || await HeldSlots.GiveBackAsync(
                db, slot, isForWorker: skip is null, cancellationToken) is not { } item)
            return false;
        var move = ItemMove.None;
        if (skip is { } because)
        {
            move = await RouteAsync(db, slot, now, cancellationToken);
            db.Skips.Add(new()
            {
                TaskId = task,
                WorkerId = worker,
                OrganizationId = slot.OrganizationId,
                Reason = because.Reason,
                Comment = because.Comment,
                At = now,
            });
        }
        await EventLog.AppendAsync(
            db,
            slot.OrganizationId,
            slot.ProjectId,
            new(
                DoneItems: move.DoneItems,
                Skips: skip is null ? 0 : 1,
                SlotsWanted: move.SlotsWanted,
                SlotsLeased: move.SlotsLeased - 1),
            [EventOf(item, worker, skip?.Reason), .. move.Events],
            now,
            cancellationToken);
        return true;
    }

    // A skip is a signal: the workflow may say where a task goes that several workers cannot judge.
    private static async Task<ItemMove> RouteAsync(
        ActiveLabelDb db, Slot slot, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var project = await db.Projects.AsNoTracking()
            .SingleAsync(known => known.Id == slot.ProjectId, cancellationToken);
        var entry = await db.Queue.AsNoTracking()
            .SingleAsync(queued => queued.TaskId == slot.TaskId, cancellationToken);
        return await RouteTask.SkippedAsync(db, project, entry, slot.WorkerId, now, cancellationToken);
    }

    // A skip is a signal: what is done with the item next may depend on the reason.
    private static NewEvent EventOf(ItemId item, WorkerId worker, SkipReason? skipped) => skipped is { } reason
        ? new(EventKind.TaskSkipped, item, worker, JsonSerializer.Serialize(new { reason = reason.ToString() }))
        : new(EventKind.TaskReleased, item, worker);
}
