using ActiveLabel.Api.Events;
using ActiveLabel.Api.Graph;
using ActiveLabel.Domain.Workers;

namespace ActiveLabel.Api.Connectors;

/// <summary>
/// An event as an outside crowd is told it. Which items, what for, and what others answered stays inside: a crowd that
/// could tell gold from work would.
/// </summary>
/// <param name="Sequence">Its place in the project's events; grows, with gaps.</param>
/// <param name="Kind">TASKS_AVAILABLE, JUDGEMENT_SUBMITTED or WORKER_CHANGED.</param>
/// <param name="WorkerId">One of the crowd's own; null where it is about nobody.</param>
public sealed record ToldEvent(long Sequence, string Kind, DateTimeOffset At, string? WorkerId)
{
    public const string TasksAvailable = "TASKS_AVAILABLE";

    /// <param name="isOwn">Whether a worker belongs to the crowd.</param>
    public static IReadOnlyList<ToldEvent> Of(IReadOnlyList<ProjectEvent> events, Func<WorkerId, bool> isOwn)
    {
        ArgumentNullException.ThrowIfNull(events);
        var told = new List<ToldEvent>();
        foreach (var happened in events)
            if (KindOf(happened, isOwn) is { } kind)
            {
                // Of many that say there is work, the last says it all.
                if (kind == TasksAvailable)
                    told.RemoveAll(earlier => earlier.Kind == TasksAvailable);
                told.Add(new(
                    happened.Sequence,
                    kind,
                    happened.At,
                    kind != TasksAvailable && happened.WorkerId is { } worker ? GlobalId.Of(worker) : null));
            }
        return told;
    }

    private static string? KindOf(ProjectEvent happened, Func<WorkerId, bool> isOwn) => happened.Kind switch
    {
        EventKind.ItemImported or EventKind.TaskReleased or EventKind.LeaseExpired or EventKind.TaskSkipped
            or EventKind.QueueReranked => TasksAvailable,
        EventKind.JudgementSubmitted when happened.WorkerId is { } worker && isOwn(worker) => "JUDGEMENT_SUBMITTED",
        EventKind.WorkerChanged when happened.WorkerId is { } worker && isOwn(worker) => "WORKER_CHANGED",
        _ => null,
    };
}
