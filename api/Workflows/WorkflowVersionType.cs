using ActiveLabel.Api.Graph;
using ActiveLabel.Api.Security;
using ActiveLabel.Api.Storage;
using ActiveLabel.Domain.Projects;
using ActiveLabel.Domain.Workflows;
using GraphQL;
using Microsoft.EntityFrameworkCore;

namespace ActiveLabel.Api.Workflows;

/// <summary>A workflow of a project: a draft, or a version that was published and stays as it is.</summary>
[Implements(typeof(INode))]
[Allow(Audience.Staff)]
public sealed class WorkflowVersionType(WorkflowVersion version) : INode
{
    [Id]
    public string Id => GlobalId.Of(version.Id);

    /// <summary>Counted from 1 within the project, in the order of the drafts.</summary>
    public int Version => version.Version;

    /// <summary>Key of the step in which an item begins.</summary>
    public string Start => version.Definition.Start;

    /// <summary>Its steps.</summary>
    public IReadOnlyList<StepType> Steps => [.. version.Definition.Steps.Select(step => new StepType(step))];

    /// <summary>What is new in it.</summary>
    public string? Note => version.Note;

    public DateTimeOffset CreatedAt => version.CreatedAt;

    /// <summary>When it came into force; null for a draft.</summary>
    public DateTimeOffset? PublishedAt => version.PublishedAt;

    internal static async Task<IReadOnlyDictionary<WorkflowVersionId, WorkflowVersion>> FetchAsync(
        ActiveLabelDb db,
        OrganizationId organization,
        IReadOnlyList<WorkflowVersionId> ids,
        CancellationToken cancellationToken)
        => await db.WorkflowVersions.AsNoTracking()
            .Where(version => version.OrganizationId == organization && ids.Contains(version.Id))
            .ToDictionaryAsync(version => version.Id, cancellationToken);

    /// <summary>The versions that new items of the projects follow.</summary>
    internal static async Task<IReadOnlyDictionary<ProjectId, WorkflowVersionType>> FetchInForceAsync(
        ActiveLabelDb db,
        OrganizationId organization,
        IReadOnlyList<ProjectId> projects,
        CancellationToken cancellationToken)
        => await (
            from project in db.Projects
            join version in db.WorkflowVersions on new { ProjectId = project.Id, Version = project.WorkflowVersion }
                equals new { version.ProjectId, version.Version }
            where project.OrganizationId == organization && projects.Contains(project.Id)
            select version).AsNoTracking().ToDictionaryAsync(
                version => version.ProjectId, version => new WorkflowVersionType(version), cancellationToken);
}

/// <summary>One operation on an item, and where it goes from there.</summary>
[Allow(Audience.Staff)]
public sealed class StepType(Step step)
{
    /// <summary>Stable name, unique in the workflow.</summary>
    public string Key => step.Key;

    /// <summary>What is done in it.</summary>
    public StepKind Kind => step.Kind;

    /// <summary>The ways out, in the order in which they are tried.</summary>
    public IReadOnlyList<TransitionType> Transitions
        => [.. step.Transitions.Select(transition => new TransitionType(transition))];

    /// <summary>Judgements asked for at first; null as the project's settings have it.</summary>
    public int? JudgementsMin => step.JudgementsMin;

    /// <summary>The most judgements asked for; null as the project's settings have it.</summary>
    public int? JudgementsMax => step.JudgementsMax;

    /// <summary>What a worker needs, in words; null for every member of the project.</summary>
    public string? Requirement => step.Requirement?.Describe();

    /// <summary>Whether nobody works in it who worked on the item in another task before.</summary>
    public bool IsExclusive => step.IsExclusive;

    /// <summary>What a judgement costs, in the project's currency.</summary>
    public double CostPerJudgement => step.CostPerJudgement;

    /// <summary>How often an item may come; null without a limit.</summary>
    public int? VisitsMax => step.Bound?.Visits;

    /// <summary>Where it goes after that; null without a limit.</summary>
    public string? ThenAfterVisits => step.Bound?.Then;

    /// <summary>For how many seconds an item may stay; null without a limit.</summary>
    public double? SlaSeconds => step.Sla?.Seconds;

    /// <summary>Where it goes after that; null without a limit.</summary>
    public string? ThenAfterSla => step.Sla?.Then;
}

/// <summary>A way out of a step.</summary>
[Allow(Audience.Staff)]
public sealed class TransitionType(Transition transition)
{
    /// <summary>Key of the step where the item goes.</summary>
    public string To => transition.To;

    /// <summary>When; null for always.</summary>
    public ConditionType? When => transition.When is { } when ? new(when) : null;
}
