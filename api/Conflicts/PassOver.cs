using ActiveLabel.Api.Events;
using ActiveLabel.Api.Storage;
using ActiveLabel.Api.Tasks;
using ActiveLabel.Domain.Items;
using ActiveLabel.Domain.Projects;
using ActiveLabel.Domain.Tasks;
using ActiveLabel.Domain.Workers;
using Microsoft.EntityFrameworkCore;

namespace ActiveLabel.Api.Conflicts;

/// <summary>
/// Gives back, in the transaction of the claim that took them, tasks in whose items the worker has an interest, and
/// notes each as skipped: the walk passes over it from then on, so that a conflict costs once and not at every claim.
/// </summary>
internal static class PassOver
{
    /// <param name="taken">Tasks that the claim has leased just now, by pool.</param>
    /// <returns>The tasks that were given back.</returns>
    public static async Task<IReadOnlySet<TaskId>> ApplyAsync(
        ActiveLabelDb db,
        Project project,
        WorkerId worker,
        IReadOnlyList<OpenPool> pools,
        IReadOnlyList<FoundTask> taken,
        DateTimeOffset now,
        CancellationToken cancellationToken)
    {
        var passed = new HashSet<TaskId>();
        foreach (var pool in pools.Where(pool => pool.ConflictAttributes.Count > 0))
        {
            var own = taken.Where(task => task.Pool == pool.Number).ToList();
            var conflicts = await FindConflicts.ApplyAsync(
                db, worker, pool.ConflictAttributes, own.ConvertAll(task => task.ItemId), cancellationToken);
            passed.UnionWith(own.Where(task => conflicts.ContainsKey(task.ItemId)).Select(task => task.TaskId));
        }
        if (passed.Count > 0)
            await ReturnAsync(db, project, worker, [.. passed], now, cancellationToken);
        return passed;
    }

    private static async Task ReturnAsync(
        ActiveLabelDb db,
        Project project,
        WorkerId worker,
        List<TaskId> tasks,
        DateTimeOffset now,
        CancellationToken cancellationToken)
    {
        var slots = await db.Slots.AsNoTracking()
            .Where(slot => slot.WorkerId == worker && tasks.Contains(slot.TaskId) && slot.State == SlotState.Leased)
            .OrderBy(slot => slot.TaskId).ToListAsync(cancellationToken);
        var items = new List<ItemId>();
        foreach (var slot in slots)
            if (await HeldSlots.GiveBackAsync(db, slot, isForWorker: false, cancellationToken) is { } item)
            {
                items.Add(item);
                db.Skips.Add(new()
                {
                    TaskId = slot.TaskId,
                    WorkerId = worker,
                    OrganizationId = project.OrganizationId,
                    Reason = SkipReason.ConflictOfInterest,
                    At = now,
                });
            }
        // Released, not skipped: the worker has not said a word about the item.
        await EventLog.AppendAsync(
            db,
            project.OrganizationId,
            project.Id,
            new(SlotsLeased: -items.Count),
            items.ConvertAll(item => new NewEvent(EventKind.TaskReleased, item, worker)),
            now,
            cancellationToken);
    }
}
