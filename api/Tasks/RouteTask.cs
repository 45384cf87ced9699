using ActiveLabel.Api.Storage;
using ActiveLabel.Api.Workflows;
using ActiveLabel.Domain.Items;
using ActiveLabel.Domain.Projects;
using ActiveLabel.Domain.Tasks;
using ActiveLabel.Domain.TruthInference;
using ActiveLabel.Domain.Workers;
using ActiveLabel.Domain.Workflows;

namespace ActiveLabel.Api.Tasks;

/// <summary>Tells the workflow of an item what happened on its task.</summary>
internal static class RouteTask
{
    /// <summary>After a judgement: asks for one more, moves the item, or waits.</summary>
    /// <param name="entry">The task's queue entry, locked by the transaction.</param>
    /// <param name="consensus">Of each question that was answered, with the judgement counted.</param>
    public static async Task<ItemMove> ApplyAsync(
        ActiveLabelDb db,
        Project project,
        QueueEntry entry,
        IReadOnlyList<ItemConsensus> consensus,
        WorkerId worker,
        DateTimeOffset now,
        CancellationToken cancellationToken)
    {
        var moving = await MovingItem.OfTaskAsync(db, project, entry, cancellationToken);
        if (IsCurrent(moving) && moving.Step.Kind != StepKind.Label)
            throw new InvalidOperationException($"Step '{moving.Step.Key}' wants a decision and no judgement.");
        return IsCurrent(moving)
            ? await MoveAsync(
                db,
                moving,
                SignalKind.Judged,
                verdict: null,
                consensus,
                new(worker),
                now,
                cancellationToken,
                uncounted: 1)
            : ItemMove.None;
    }

    /// <summary>After a skip: a task that nobody can judge goes where the workflow says.</summary>
    /// <param name="entry">The task's queue entry, locked by the transaction; the skip is not saved yet.</param>
    public static async Task<ItemMove> SkippedAsync(
        ActiveLabelDb db,
        Project project,
        QueueEntry entry,
        WorkerId worker,
        DateTimeOffset now,
        CancellationToken cancellationToken)
    {
        var moving = await MovingItem.OfTaskAsync(db, project, entry, cancellationToken);
        return IsCurrent(moving)
            ? await MoveAsync(
                db, moving, SignalKind.Skipped, verdict: null, [], new(worker), now, cancellationToken)
            : ItemMove.None;
    }

    /// <summary>After a review or an adjudication, whose slot is filled.</summary>
    public static Task<ItemMove> DecidedAsync(
        ActiveLabelDb db,
        MovingItem moving,
        Verdict? verdict,
        IReadOnlyList<ItemConsensus> consensus,
        WorkerId worker,
        DateTimeOffset now,
        CancellationToken cancellationToken)
        => MoveAsync(
            db, moving, SignalKind.Decided, verdict, consensus, new(worker), now, cancellationToken, uncounted: 1);

    private static async Task<ItemMove> MoveAsync(
        ActiveLabelDb db,
        MovingItem moving,
        SignalKind kind,
        Verdict? verdict,
        IReadOnlyList<ItemConsensus> known,
        Mover mover,
        DateTimeOffset now,
        CancellationToken cancellationToken,
        int uncounted = 0)
    {
        var beliefs = await ReadBeliefs.ReadAsync(
            db, moving.Project, moving.Item.Id, moving.Workflow.Needs(), known, cancellationToken);
        return await MoveItem.ApplyAsync(
            db, moving, new(kind, now, beliefs, verdict), mover, cancellationToken, uncounted);
    }

    // Whoever was slow may hold a task that the item has left.
    private static bool IsCurrent(MovingItem moving)
        => moving.Item.State == ItemState.Queued && moving.IsCurrent;
}
