using ActiveLabel.Domain.Projects;

namespace ActiveLabel.Domain.Workers;

/// <summary>A worker may do the tasks of a project.</summary>
public sealed class Membership
{
    public required ProjectId ProjectId { get; init; }
    public required WorkerId WorkerId { get; init; }
    public required OrganizationId OrganizationId { get; init; }

    /// <summary>Judgements the worker has given in the project.</summary>
    public int JudgementCount { get; set; }

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When the worker left; null while he may do the project's tasks.</summary>
    public DateTimeOffset? EndedAt { get; set; }
}
