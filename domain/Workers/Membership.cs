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

    /// <summary>Since when the worker's judgements do not count and he gets no tasks; null where they count.</summary>
    public DateTimeOffset? QuarantinedAt { get; set; }

    /// <summary>How many tasks the worker may hold at a time; null for as many as the project allows.</summary>
    public int? LeasesMax { get; set; }

    /// <summary>Gold that the worker answered right.</summary>
    public int GoldRight { get; set; }

    /// <summary>Gold that the worker answered wrong.</summary>
    public int GoldWrong { get; set; }

    /// <summary>Since when the worker's answers to gold say that he needs the training again; null where not.</summary>
    public DateTimeOffset? TrainingNeededAt { get; set; }

    /// <summary>Probability that the worker games the system, as last looked at; 0 before.</summary>
    public double Doubt { get; set; }
}
