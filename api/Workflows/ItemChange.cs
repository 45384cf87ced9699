using ActiveLabel.Api.Events;
using ActiveLabel.Api.Storage;
using ActiveLabel.Domain.Items;
using ActiveLabel.Domain.Projects;

namespace ActiveLabel.Api.Workflows;

/// <summary>What became of a request to change the state of an item.</summary>
public abstract record ItemChange
{
    public sealed record Changed(Item Item) : ItemChange;

    public sealed record NotFound : ItemChange, IRefusal;

    /// <summary>The item is in a state from which it cannot be done.</summary>
    public sealed record WrongState(ItemState State) : ItemChange, IRefusal;

    /// <summary>The workflow has no such step.</summary>
    public sealed record UnknownStep(string Step) : ItemChange, IRefusal;
}

internal static class ItemChangeLog
{
    /// <summary>
    /// The last step of the transaction: totals, and what the timeline of the item says. Where nothing happened no
    /// total has moved.
    /// </summary>
    public static Task AppendAsync(
        ActiveLabelDb db,
        Project project,
        CounterChange totals,
        IReadOnlyList<NewEvent> events,
        DateTimeOffset now,
        CancellationToken cancellationToken)
        => events.Count == 0
            ? db.SaveChangesAsync(cancellationToken)
            : EventLog.AppendAsync(db, project.OrganizationId, project.Id, totals, events, now, cancellationToken);
}
