using ActiveLabel.Api.Graph;
using ActiveLabel.Api.Items;
using ActiveLabel.Api.Projects;
using ActiveLabel.Api.Security;
using ActiveLabel.Api.Storage;
using ActiveLabel.Domain.Projects;
using ActiveLabel.Domain.Tasks;
using ActiveLabel.Domain.Workflows;
using GraphQL;
using GraphQL.DataLoader;
using GraphQL.Types;
using Microsoft.EntityFrameworkCore;

namespace ActiveLabel.Api.Tasks;

/// <summary>A request for judgements of one item.</summary>
[Implements(typeof(INode))]
[Allow(Audience.Staff)]
public sealed class TaskType(LabelingTask task) : INode
{
    [Id]
    [Allow(Audience.Everybody)]
    public string Id => GlobalId.Of(task.Id);

    [Allow(Audience.Everybody)]
    public IDataLoaderResult<ItemType> Item(Caller caller, [FromServices] Batches batches)
        => batches.Get(caller, task.ItemId, ItemType.FetchAsync).Then(item => new ItemType(item));

    /// <summary>Key of the workflow's step that it is for.</summary>
    [Allow(Audience.Everybody)]
    public string Step => task.StepKey;

    /// <summary>What is done in the step: it says which mutation submits the work.</summary>
    [Allow(Audience.Everybody)]
    public StepKind StepKind => task.StepKind;

    /// <summary>What workers are told, with examples: the version in force.</summary>
    [Allow(Audience.Everybody)]
    public IDataLoaderResult<InstructionsType> Instructions(Caller caller, [FromServices] Batches batches)
        => batches.Get(caller, task.ProjectId, InstructionsType.FetchInForceAsync);

    /// <summary>Whether it wants judgements.</summary>
    public IDataLoaderResult<QueueState> State(Caller caller, [FromServices] Batches batches)
        => Entry(caller, batches).Then(entry => entry.State);

    /// <summary>How many judgements it may have; it only grows.</summary>
    public IDataLoaderResult<int> Required(Caller caller, [FromServices] Batches batches)
        => Entry(caller, batches).Then(entry => entry.Required);

    /// <summary>Judgements given, or being given.</summary>
    public IDataLoaderResult<int> Filled(Caller caller, [FromServices] Batches batches)
        => Entry(caller, batches).Then(entry => entry.Filled);

    /// <summary>Position in the queue, 0 first to 1 last.</summary>
    public IDataLoaderResult<double> Position(Caller caller, [FromServices] Batches batches)
        => Entry(caller, batches).Then(entry => entry.Position);

    /// <summary>Why it is where it is in the queue.</summary>
    [Allow(Audience.Everybody)]
    public WhyThisTaskType WhyThisTask(Caller caller) => new(task, caller.Role);

    internal static async Task<IReadOnlyDictionary<TaskId, LabelingTask>> FetchAsync(
        ActiveLabelDb db, OrganizationId organization, IReadOnlyList<TaskId> ids, CancellationToken cancellationToken)
        => await db.Tasks.AsNoTracking().Where(task => task.OrganizationId == organization && ids.Contains(task.Id))
            .ToDictionaryAsync(task => task.Id, cancellationToken);

    private IDataLoaderResult<QueueEntry> Entry(Caller caller, Batches batches)
        => batches.Get(caller, task.Id, FetchEntriesAsync);

    private static async Task<IReadOnlyDictionary<TaskId, QueueEntry>> FetchEntriesAsync(
        ActiveLabelDb db, OrganizationId organization, IReadOnlyList<TaskId> ids, CancellationToken cancellationToken)
        => await db.Queue.AsNoTracking()
            .Where(entry => entry.OrganizationId == organization && ids.Contains(entry.TaskId))
            .ToDictionaryAsync(entry => entry.TaskId, cancellationToken);
}

public sealed class TaskStateType : EnumerationGraphType<QueueState>
{
    public TaskStateType() => Name = "TaskState";
}
