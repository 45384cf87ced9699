using ActiveLabel.Api.Events;
using ActiveLabel.Api.Storage;
using ActiveLabel.Api.Workflows;
using ActiveLabel.Domain.Decisions;
using ActiveLabel.Domain.Items;
using ActiveLabel.Domain.Projects;
using ActiveLabel.Domain.Tasks;
using ActiveLabel.Domain.Workflows;
using Microsoft.EntityFrameworkCore;

namespace ActiveLabel.Api.Misconduct;

/// <summary>
/// The part of a transaction that derives an item again from the facts that count: consensus, place in the workflow,
/// tasks and totals. Doing it twice changes nothing.
/// </summary>
internal static class RebuildItem
{
    /// <returns>What the caller appends; null where the project has no such item.</returns>
    public static async Task<(CounterChange Totals, IReadOnlyList<NewEvent> Events)?> ApplyAsync(
        ActiveLabelDb db, Project project, ItemId id, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (await MovingItem.LockAsync(db, project, id, cancellationToken) is not { } moving)
            return null;
        var recorded = await RecordedItem.ReadAsync(db, moving, cancellationToken);
        var rebuilt = new ItemRebuild(
            moving.Workflow,
            moving.Context,
            recorded.Tasks.ConvertAll(task => new VisitTask(task.Id, task.StepKey, task.OpenedAt)))
            .Run(StartItems.SignalOf(moving.Item.CreatedAt), recorded.Facts, recorded.BeliefsAt);
        var totals = await RebuildConsensus.ApplyAsync(db, project, id, recorded, rebuilt, now, cancellationToken);
        await db.SaveChangesAsync(cancellationToken);
        await SetSlotsAsync(db, recorded, cancellationToken);
        if (moving.Item.State == ItemState.Cancelled)
            return (totals, []);

        var (before, stateBefore) = (moving.Item.StepKey, moving.Item.State);
        var step = moving.Workflow[rebuilt.Progress.Step];
        moving.Item.Rebuild(step, rebuilt.Progress, rebuilt.DoneAt);
        await db.SaveChangesAsync(cancellationToken);
        totals += await RebuildTasks.ApplyAsync(db, moving, step, recorded, rebuilt, cancellationToken);
        await MoveItem.CountAsync(db, project.Id, [(before, -1), (step.Key, 1)], cancellationToken);
        var reason = new RouteReason(RouteCause.Recounted, before);
        await SetExceptionAsync(db, moving, step, reason, now, cancellationToken);
        totals += new CounterChange(DoneItems:
            (moving.Item.State == ItemState.Done ? 1 : 0) - (stateBefore == ItemState.Done ? 1 : 0));
        var hasMoved = before != step.Key || stateBefore != moving.Item.State;
        return (totals, hasMoved ? [EventOf(moving.Item, stateBefore, reason)] : []);
    }

    private static async Task SetSlotsAsync(
        ActiveLabelDb db, RecordedItem recorded, CancellationToken cancellationToken)
    {
        foreach (var judgement in recorded.Judgements)
        {
            var state = recorded.IsSetAside(judgement) ? SlotState.SetAside : SlotState.Judged;
            await db.Slots.Where(slot => slot.TaskId == judgement.TaskId && slot.WorkerId == judgement.WorkerId
                && slot.State != SlotState.Leased && slot.State != state)
                .ExecuteUpdateAsync(set => set.SetProperty(slot => slot.State, state), cancellationToken);
        }
    }

    // An item has one open exception while it is in a step of exceptions, and none elsewhere.
    private static async Task SetExceptionAsync(
        ActiveLabelDb db,
        MovingItem moving,
        Step step,
        RouteReason reason,
        DateTimeOffset now,
        CancellationToken cancellationToken)
    {
        var open = await db.Exceptions.SingleOrDefaultAsync(
            known => known.ItemId == moving.Item.Id && known.ResolvedAt == null, cancellationToken);
        if (open?.StepKey == step.Key)
            return;
        open?.Resolve(ExceptionResolution.Sent, "server", comment: null, now);
        await db.SaveChangesAsync(cancellationToken);
        if (step.Kind == StepKind.Exception)
            MoveItem.Arrive(
                db, moving.Project, moving.Item, moving.Workflow, step, reason, StartItems.SignalOf(now));
    }

    private static NewEvent EventOf(Item item, ItemState before, RouteReason reason)
        => new TimelineDetails(item.State, item.StepKey, reason).ToEvent(
            item.State == ItemState.Done ? EventKind.ItemDone
                : before == ItemState.Done ? EventKind.ItemReopened : EventKind.ItemMoved,
            item.Id,
            Mover.Server);
}
