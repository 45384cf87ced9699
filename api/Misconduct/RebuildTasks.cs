using ActiveLabel.Api.Events;
using ActiveLabel.Api.Storage;
using ActiveLabel.Api.Tasks;
using ActiveLabel.Api.Workflows;
using ActiveLabel.Domain.Items;
using ActiveLabel.Domain.Tasks;
using ActiveLabel.Domain.Workflows;
using Microsoft.EntityFrameworkCore;

namespace ActiveLabel.Api.Misconduct;

/// <summary>The tasks of an item as the facts that count would have them: one is open, or none.</summary>
internal static class RebuildTasks
{
    /// <returns>How the totals move.</returns>
    public static async Task<CounterChange> ApplyAsync(
        ActiveLabelDb db,
        MovingItem moving,
        Step step,
        RecordedItem recorded,
        RebuiltItem rebuilt,
        CancellationToken cancellationToken)
    {
        var ids = recorded.Tasks.ConvertAll(task => task.Id);
        var visited = rebuilt.Asked.Keys.ToList();
        await db.Tasks.Where(task => ids.Contains(task.Id)).ExecuteUpdateAsync(
            set => set.SetProperty(task => task.IsVoid, task => !visited.Contains(task.Id)), cancellationToken);
        var slots = (await db.Slots.AsNoTracking().Where(slot => ids.Contains(slot.TaskId))
            .ToListAsync(cancellationToken)).ToLookup(slot => slot.TaskId);
        var totals = new CounterChange();
        foreach (var entry in await db.Queue.AsNoTracking().Where(entry => ids.Contains(entry.TaskId))
            .OrderBy(entry => entry.TaskId).ToListAsync(cancellationToken))
            totals += entry.TaskId == rebuilt.Current
                ? await SetAsync(db, moving.Item, entry, [.. slots[entry.TaskId]], rebuilt, cancellationToken)
                : await CloseAsync(db, entry, [.. slots[entry.TaskId]], rebuilt, cancellationToken);
        if (step.HasTasks && rebuilt.Current is null)
            totals += await OpenAsync(db, moving, step, rebuilt.Progress.Asked, cancellationToken);
        return totals;
    }

    private static async Task<CounterChange> OpenAsync(
        ActiveLabelDb db, MovingItem moving, Step step, int asked, CancellationToken cancellationToken)
    {
        var pool = moving.Version.Pools[step.Key];
        await OpenTask.NextAsync(db, moving.Project, moving.Item, step, pool, asked, cancellationToken);
        await db.SaveChangesAsync(cancellationToken);
        if (moving.Item.State == ItemState.Queued)
            return new(SlotsWanted: asked);
        // A paused item has its task, and nobody gets it.
        var entry = await db.Queue.AsNoTracking().Where(entry => entry.ItemId == moving.Item.Id)
            .OrderByDescending(entry => entry.TaskId).FirstAsync(cancellationToken);
        await OpenTask.CloseAsync(db, entry, judged: 0, cancellationToken);
        return new();
    }

    private static async Task<CounterChange> CloseAsync(
        ActiveLabelDb db, QueueEntry entry, List<Slot> slots, RebuiltItem rebuilt, CancellationToken cancellationToken)
    {
        var settled = slots.Count(slot => slot.State != SlotState.Leased);
        var (wanted, leased) = await OpenTask.CloseAsync(db, entry, settled, cancellationToken);
        if (rebuilt.Asked.TryGetValue(entry.TaskId, out var asked))
        {
            var required = Math.Max(settled, asked + slots.Count(slot => slot.State == SlotState.SetAside));
            await db.Queue.Where(known => known.TaskId == entry.TaskId).ExecuteUpdateAsync(
                set => set.SetProperty(known => known.Required, required), cancellationToken);
        }
        return new(SlotsWanted: wanted, SlotsLeased: leased);
    }

    /// <summary>
    /// The task of the visit that the item is in: it wants what the facts that count leave to be asked.
    /// </summary>
    private static async Task<CounterChange> SetAsync(
        ActiveLabelDb db,
        Item item,
        QueueEntry entry,
        List<Slot> slots,
        RebuiltItem rebuilt,
        CancellationToken cancellationToken)
    {
        var settled = slots.Count(slot => slot.State != SlotState.Leased);
        // Whoever holds a lease keeps it, though fewer may be wanted by now.
        var required = Math.Max(
            entry.Filled, rebuilt.Progress.Asked + slots.Count(slot => slot.State == SlotState.SetAside));
        var state = item.State != ItemState.Queued ? QueueState.Closed
            : entry.Filled < required ? QueueState.Open : QueueState.Full;
        var opens = state == QueueState.Open && entry.State != QueueState.Open;
        if (opens)
            db.Notes.JoinsBegunLane(entry.TaskId);
        await db.Queue.Where(known => known.TaskId == entry.TaskId).ExecuteUpdateAsync(
            set => set
                .SetProperty(known => known.Required, required)
                .SetProperty(known => known.State, state)
                .SetProperty(known => known.Lane, known => opens ? QueueLane.Begun : known.Lane)
                .SetProperty(known => known.LaneSequence, known => opens ? QueueWalk.AtTheEnd : known.LaneSequence),
            cancellationToken);
        return new(SlotsWanted: Wanted(state, required, settled) - Wanted(entry.State, entry.Required, settled));
    }

    private static int Wanted(QueueState state, int required, int settled)
        => state == QueueState.Closed ? 0 : required - settled;
}
