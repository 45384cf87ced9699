using ActiveLabel.Domain.Projects;
using ActiveLabel.Domain.Workers;

namespace ActiveLabel.Domain.Tasks;

public enum SkipReason
{
    Unclear = 0,
    NotQualified = 1,
    BadData = 2,
    Other = 3,
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
