using ActiveLabel.Domain.Projects;
using ActiveLabel.Domain.Workers;

namespace ActiveLabel.Domain.Tasks;

/// <summary>Why a worker could not judge an item.</summary>
public enum SkipReason
{
    /// <summary>The instructions do not say how to judge it.</summary>
    Unclear = 0,

    /// <summary>The worker lacks what it takes.</summary>
    NotQualified = 1,

    /// <summary>The item is broken, empty or does not belong here.</summary>
    BadData = 2,

    /// <summary>Something else; the comment says what.</summary>
    Other = 3,

    /// <summary>The worker has an interest in the item: he says so, or it is on record.</summary>
    ConflictOfInterest = 4,
}

/// <summary>A worker declined a task; it is not offered to that worker again.</summary>
public sealed class Skip
{
    public const int CommentLengthMax = 2_000;

    public required TaskId TaskId { get; init; }
    public required WorkerId WorkerId { get; init; }
    public required OrganizationId OrganizationId { get; init; }
    public required SkipReason Reason { get; init; }
    public string? Comment { get; init; }
    public required DateTimeOffset At { get; init; }
}
