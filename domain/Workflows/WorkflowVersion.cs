using ActiveLabel.Domain.Projects;

namespace ActiveLabel.Domain.Workflows;

public readonly record struct WorkflowVersionId(long Value)
{
    /// <summary>Later ids are greater: keyset pages walk along them.</summary>
    public static bool operator >(WorkflowVersionId left, WorkflowVersionId right) => left.Value > right.Value;

    public static bool operator <(WorkflowVersionId left, WorkflowVersionId right) => left.Value < right.Value;
}

/// <summary>A workflow of a project: a draft that changes, or a version that stays as it is.</summary>
public sealed class WorkflowVersion
{
    public const int NoteLengthMax = 1_000;

    public WorkflowVersionId Id { get; private set; }
    public required OrganizationId OrganizationId { get; init; }
    public required ProjectId ProjectId { get; init; }

    /// <summary>Counted from 1 within the project, in the order of the drafts.</summary>
    public required int Version { get; init; }

    public required Workflow Definition { get; init; }

    /// <summary>What is new, for whoever reads the history.</summary>
    public string? Note { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it came into force; null for a draft.</summary>
    public DateTimeOffset? PublishedAt { get; private set; }

    /// <summary>The pool of each step that has tasks; empty for a draft.</summary>
    public IReadOnlyDictionary<string, int> Pools { get; private set; } = new Dictionary<string, int>();

    /// <summary>Brings it into force: from then on it never changes.</summary>
    /// <exception cref="InvalidOperationException">It is in force already.</exception>
    public void Publish(IReadOnlyDictionary<string, int> pools, DateTimeOffset now)
    {
        if (PublishedAt is not null)
            throw new InvalidOperationException($"Version {Version} is published already.");
        (Pools, PublishedAt) = (pools, now);
    }
}
