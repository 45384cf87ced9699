using ActiveLabel.Api.Events;
using ActiveLabel.Domain.Items;
using ActiveLabel.Domain.Workers;
using ActiveLabel.Domain.Workflows;

namespace ActiveLabel.Api.Workflows;

/// <summary>Who moves an item: a worker, somebody of the staff by the name the audit log has, or the server.</summary>
internal sealed record Mover(WorkerId? WorkerId = null, string? Actor = null)
{
    public static Mover Server { get; } = new();
}

/// <summary>What an event of the workflow has to say about an item.</summary>
/// <param name="State">The item's state afterwards.</param>
/// <param name="Step">Key of the step it is in afterwards.</param>
/// <param name="Reason">Why it moved; null where it did not.</param>
/// <param name="Actor">Who did it where it was no worker; null for the server.</param>
/// <param name="Comment">What was said to it.</param>
internal sealed record TimelineDetails(
    ItemState State, string Step, RouteReason? Reason = null, string? Actor = null, string? Comment = null)
{
    /// <returns>Null where the event is none of the workflow's.</returns>
    public static TimelineDetails? Of(ProjectEvent happened)
        => IsOfWorkflow(happened.Kind) && happened.ItemId is not null && happened.Details.Length > 2
            ? WorkflowJson.Read<TimelineDetails>(happened.Details)
            : null;

    private static bool IsOfWorkflow(EventKind kind)
        => kind is EventKind.ItemDone or (>= EventKind.ItemMoved and <= EventKind.ExceptionChanged);

    public NewEvent ToEvent(EventKind kind, ItemId item, Mover mover)
        => new(kind, item, mover.WorkerId, WorkflowJson.Write(this with { Actor = mover.Actor }));
}
