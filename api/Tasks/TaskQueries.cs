using ActiveLabel.Api.Graph;
using ActiveLabel.Api.Projects;
using ActiveLabel.Api.Security;
using ActiveLabel.Api.Storage;
using ActiveLabel.Domain.Items;
using ActiveLabel.Domain.Tasks;
using GraphQL;
using Microsoft.EntityFrameworkCore;

namespace ActiveLabel.Api.Tasks;

public sealed class TaskQueries
{
    private static readonly NumberKey<LabelingTask, TaskId> Id = new("id", task => task.Id);

    [Allow(Audience.Staff)]
    public static async Task<TaskType?> Task(
        Caller caller,
        [FromServices] IDbContextFactory<ActiveLabelDb> databases,
        [Id] string id,
        CancellationToken cancellationToken)
    {
        if (GlobalId.Parse<TaskId>(id) is not { } taskId)
            return null;
        await using var db = await databases.OpenAsync(caller.Tenancy, cancellationToken);
        var found = await db.Tasks.AsNoTracking().SingleOrDefaultAsync(
            task => task.OrganizationId == caller.OrganizationId && task.Id == taskId, cancellationToken);
        return found is null ? null : new(found);
    }

    /// <summary>The tasks of a project, in the order they came unless another is asked for.</summary>
    /// <param name="where">Only those for which all of it holds.</param>
    /// <param name="order">At most one field.</param>
    [Allow(Audience.Staff)]
    public static async Task<Connection<TaskType>> Tasks(
        Caller caller,
        [FromServices] ProjectAccess access,
        [FromServices] IDbContextFactory<ActiveLabelDb> databases,
        [Id] string projectId,
        CancellationToken cancellationToken,
        int? first = null,
        string? after = null,
        int? last = null,
        string? before = null,
        TaskFilterInput? where = null,
        IReadOnlyList<TaskSortInput>? order = null)
    {
        var page = new PageRequest(first, after, last, before);
        var project = await access.GetAsync(caller, projectId, cancellationToken);
        await using var db = await databases.OpenAsync(caller.Tenancy, cancellationToken);
        return await new ListQuery<LabelingTask>(
            db, db.Tasks.AsNoTracking().Where(task => task.ProjectId == project.Id), Id)
            .Where(where, (tasks, filter) => tasks
                .Where("itemId", filter.ItemId?.Read<ItemId>(), task => task.ItemId))
            .ReadAsync(page, order, task => new TaskType(task), cancellationToken);
    }
}

/// <summary>Which tasks: all that is said must hold.</summary>
/// <param name="ItemId">By the item they are for.</param>
/// <param name="And">All of these hold, too; 3 deep at the most.</param>
/// <param name="Or">At least one of these holds, too; 20 alternatives at the most.</param>
public sealed record TaskFilterInput(
    IdFilterInput? ItemId = null,
    IReadOnlyList<TaskFilterInput>? And = null,
    IReadOnlyList<TaskFilterInput>? Or = null) : IFilterInput<TaskFilterInput>;

/// <summary>An order of tasks.</summary>
/// <param name="Id">By their ids: the order in which they came.</param>
public sealed record TaskSortInput(SortDirection? Id = null) : ISortInput
{
    IReadOnlyList<(string Key, SortDirection? Direction)> ISortInput.Keys() => [("id", Id)];
}
