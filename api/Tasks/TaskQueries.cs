using ActiveLabel.Api.Graph;
using ActiveLabel.Api.Projects;
using ActiveLabel.Api.Security;
using ActiveLabel.Api.Storage;
using ActiveLabel.Domain.Tasks;
using GraphQL;
using Microsoft.EntityFrameworkCore;

namespace ActiveLabel.Api.Tasks;

public sealed class TaskQueries
{
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

    /// <summary>The tasks of a project, in the order they came.</summary>
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
        string? before = null)
    {
        var page = new PageRequest(first, after, last, before);
        var project = await access.GetAsync(caller, projectId, cancellationToken);
        await using var db = await databases.OpenAsync(caller.Tenancy, cancellationToken);
        return await page.ReadAsync(
            db.Tasks.AsNoTracking().Where(task => task.ProjectId == project.Id),
            task => task.Id,
            task => new TaskType(task),
            cancellationToken);
    }
}
