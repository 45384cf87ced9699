using ActiveLabel.Api.Decisions;
using ActiveLabel.Api.Events;
using ActiveLabel.Api.Storage;
using ActiveLabel.Domain.Items;
using ActiveLabel.Domain.Projects;
using ActiveLabel.Domain.Workflows;
using Microsoft.EntityFrameworkCore;

namespace ActiveLabel.Api.Workflows;

/// <summary>
/// The part of a transaction that sends an item to a step of the workflow in force, wherever it is. What was decided
/// about an item that was at its end is left to its judgements again.
/// </summary>
internal static class SendItem
{
    /// <param name="to">Key of the step; it must be one of the version.</param>
    /// <returns>What the caller appends.</returns>
    public static async Task<(CounterChange Totals, IReadOnlyList<NewEvent> Events)> ApplyAsync(
        ActiveLabelDb db,
        MovingItem moving,
        WorkflowVersion version,
        string to,
        SignalKind kind,
        Mover mover,
        DateTimeOffset now,
        CancellationToken cancellationToken)
    {
        var wasOver = moving.Item.State is ItemState.Done or ItemState.Cancelled;
        var undone = wasOver && kind == SignalKind.Sent
            ? await DecideConsensus.UndoAsync(db, moving.Project, moving.Item.Id, now, cancellationToken)
            : new();
        var beliefs = await ReadBeliefs.ReadAsync(
            db, moving.Project, moving.Item.Id, version.Definition.Needs(), db.Consensus.Local.Where(
                row => row.ItemId == moving.Item.Id).ToList(), cancellationToken);
        var move = await MoveItem.ApplyAsync(
            db, moving with { Version = version }, new(kind, now, beliefs, To: to), mover, cancellationToken);
        var events = wasOver
            ? [new TimelineDetails(moving.Item.State, moving.Item.StepKey).ToEvent(
                EventKind.ItemReopened, moving.Item.Id, mover), .. move.Events]
            : move.Events;
        return (undone + move.Totals, events);
    }

    /// <summary>The version that new items follow.</summary>
    public static Task<WorkflowVersion> VersionInForceAsync(
        ActiveLabelDb db, ProjectId project, CancellationToken cancellationToken)
        => (from current in db.Projects
            join version in db.WorkflowVersions on new { ProjectId = current.Id, Version = current.WorkflowVersion }
                equals new { version.ProjectId, version.Version }
            where current.Id == project
            select version).SingleAsync(cancellationToken);
}
