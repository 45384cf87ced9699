using ActiveLabel.Domain.Gold;

namespace ActiveLabel.Domain.Projects;

/// <summary>A label schema, a policy and the items they are for.</summary>
public sealed class Project
{
    public const int NameLengthMax = 200;

    public ProjectId Id { get; private set; }
    public required OrganizationId OrganizationId { get; init; }
    public required string Name { get; init; }

    /// <summary>The version in force; older versions stay with the judgements given under them.</summary>
    public required LabelSchema Schema { get; set; }

    public required ProjectSettings Settings { get; set; }

    /// <summary>What the random shares and the random order are drawn from.</summary>
    public required long Seed { get; init; }

    /// <summary>The version of the workflow that new items follow.</summary>
    public int WorkflowVersion { get; set; } = 1;

    /// <summary>The version of the instructions that workers are given.</summary>
    public int InstructionsVersion { get; set; } = 1;

    /// <summary>Whether nobody gets its tasks for now.</summary>
    public bool IsPaused { get; set; }

    /// <summary>How workers are measured by items with a known answer; null where they are not.</summary>
    public GoldSettings? Gold { get; set; }

    public required DateTimeOffset CreatedAt { get; init; }
}
