using ActiveLabel.Api.Graph;
using ActiveLabel.Api.Metrics;
using ActiveLabel.Api.Predictions;
using ActiveLabel.Api.Security;
using ActiveLabel.Api.Storage;
using ActiveLabel.Api.Workflows;
using ActiveLabel.Domain.Projects;
using GraphQL;
using GraphQL.DataLoader;
using Microsoft.EntityFrameworkCore;

namespace ActiveLabel.Api.Projects;

/// <summary>A label schema, a policy and the items they are for.</summary>
[Implements(typeof(INode))]
[Allow(Audience.Staff)]
public sealed class ProjectType(Project project) : INode
{
    [Id]
    [Allow(Audience.Everybody)]
    public string Id => GlobalId.Of(project.Id);

    /// <summary>Unique in the organization.</summary>
    [Allow(Audience.Everybody)]
    public string Name => project.Name;

    [Allow(Audience.Everybody)]
    public DateTimeOffset CreatedAt => project.CreatedAt;

    /// <summary>What workers are asked: the version in force.</summary>
    [Allow(Audience.Everybody)]
    public LabelSchemaType Schema => new(project.Schema);

    /// <summary>How it is run.</summary>
    public ProjectSettingsType Settings => new(project.Settings);

    /// <summary>The model version that pre-labels and ranks; null before the first.</summary>
    public IDataLoaderResult<ModelVersionType?> ServingModel(Caller caller, [FromServices] Batches batches)
        => batches.Find(caller, project.Id, ModelVersionType.FetchServingAsync);

    /// <summary>Whether nobody can claim its tasks for now.</summary>
    [Allow(Audience.Everybody)]
    public bool IsPaused => project.IsPaused;

    /// <summary>What workers are told, with examples: the version in force.</summary>
    [Allow(Audience.Everybody)]
    public IDataLoaderResult<InstructionsType> Instructions(Caller caller, [FromServices] Batches batches)
        => batches.Get(caller, project.Id, InstructionsType.FetchInForceAsync);

    /// <summary>The workflow that new items follow.</summary>
    public IDataLoaderResult<WorkflowVersionType> Workflow(Caller caller, [FromServices] Batches batches)
        => batches.Get(caller, project.Id, WorkflowVersionType.FetchInForceAsync);

    /// <summary>How full each step is.</summary>
    public IDataLoaderResult<IReadOnlyList<StepQueueType>> Steps(Caller caller, [FromServices] Batches batches)
        => batches.List(caller, project.Id, StepQueueType.FetchAsync);

    /// <summary>How it stands.</summary>
    public ProjectMetricsType Metrics([FromServices] TimeProvider time) => new(project, time.GetUtcNow());

    internal static async Task<IReadOnlyDictionary<ProjectId, Project>> FetchAsync(
        ActiveLabelDb db, OrganizationId organization, IReadOnlyList<ProjectId> ids,
        CancellationToken cancellationToken)
        => await db.Projects.AsNoTracking()
            .Where(project => project.OrganizationId == organization && ids.Contains(project.Id))
            .ToDictionaryAsync(project => project.Id, cancellationToken);
}
