using ActiveLabel.Api.Storage;
using ActiveLabel.Domain.Items;
using ActiveLabel.Domain.Tasks;
using ActiveLabel.Domain.Workers;
using Microsoft.EntityFrameworkCore;

namespace ActiveLabel.Api.Tasks;

/// <summary>What happens to a slot while a worker holds it; every step is a compare-and-set on the token.</summary>
internal static class HeldSlots
{
    /// <returns>The slot that the worker holds under this token at this time, or null.</returns>
    public static Task<Slot?> FindAsync(
        ActiveLabelDb db,
        TaskId task,
        WorkerId worker,
        long token,
        DateTimeOffset now,
        CancellationToken cancellationToken)
        => db.Slots.AsNoTracking().SingleOrDefaultAsync(
            slot => slot.TaskId == task && slot.WorkerId == worker && slot.Token == token
                && slot.State == SlotState.Leased && slot.ExpiresAt > now,
            cancellationToken);

    /// <summary>Frees the slot and opens the task again.</summary>
    /// <param name="isForWorker">Whether the worker who held it may have it again.</param>
    /// <returns>The task's item, or null when somebody else was first.</returns>
    public static async Task<ItemId?> GiveBackAsync(
        ActiveLabelDb db, Slot slot, bool isForWorker, CancellationToken cancellationToken)
    {
        // A heartbeat may have moved the expiry since it was read.
        var deleted = await db.Slots
            .Where(held => held.TaskId == slot.TaskId && held.WorkerId == slot.WorkerId && held.Token == slot.Token
                && held.State == SlotState.Leased && held.ExpiresAt == slot.ExpiresAt)
            .ExecuteDeleteAsync(cancellationToken);
        if (deleted == 0)
            return null;
        await QueueLanes.FreeSlotAsync(db, slot, isForWorker, cancellationToken);
        return await db.Queue.Where(entry => entry.TaskId == slot.TaskId)
            .Select(entry => entry.ItemId).SingleAsync(cancellationToken);
    }
}
