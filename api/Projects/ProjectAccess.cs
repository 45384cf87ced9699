using ActiveLabel.Api.Graph;
using ActiveLabel.Api.Security;
using ActiveLabel.Api.Storage;
using ActiveLabel.Api.Transport;
using ActiveLabel.Domain.Items;
using ActiveLabel.Domain.Projects;
using ActiveLabel.Domain.Tasks;
using ActiveLabel.Domain.Workflows;
using Microsoft.EntityFrameworkCore;

namespace ActiveLabel.Api.Projects;

/// <summary>
/// Which projects a caller can see: those of the organization, and for a worker those of its memberships. To all
/// others it is as if they did not exist.
/// </summary>
public sealed class ProjectAccess(IDbContextFactory<ActiveLabelDb> databases)
{
    public static IQueryable<Project> Visible(ActiveLabelDb db, Caller caller)
    {
        ArgumentNullException.ThrowIfNull(db);
        ArgumentNullException.ThrowIfNull(caller);
        var all = db.Projects.AsNoTracking().Where(project => project.OrganizationId == caller.OrganizationId);
        return caller.Role != Role.Worker
            ? all
            : all.Where(project => db.Memberships.Any(
                membership => membership.ProjectId == project.Id && membership.WorkerId == caller.WorkerId
                    && membership.EndedAt == null));
    }

    /// <param name="id">As in the schema.</param>
    public async Task<Project?> FindAsync(Caller caller, string id, CancellationToken cancellationToken)
    {
        if (GlobalId.Parse<ProjectId>(id) is not { } projectId)
            return null;
        await using var db = await databases.OpenAsync(caller.Tenancy, cancellationToken);
        return await Visible(db, caller).SingleOrDefaultAsync(project => project.Id == projectId, cancellationToken);
    }

    /// <exception cref="RefusalError">The caller sees no such project.</exception>
    public async Task<Project> GetAsync(Caller caller, string id, CancellationToken cancellationToken)
        => await FindAsync(caller, id, cancellationToken)
            ?? throw new RefusalError(RefusalError.NotFound, "There is no such project.");

    /// <param name="taskId">As in the schema.</param>
    /// <returns>The project of a task, or null when the caller sees no such task.</returns>
    public async Task<(Project Project, TaskId Task)?> FindByTaskAsync(
        Caller caller, string taskId, CancellationToken cancellationToken)
    {
        if (GlobalId.Parse<TaskId>(taskId) is not { } id)
            return null;
        await using var db = await databases.OpenAsync(caller.Tenancy, cancellationToken);
        var project = await Visible(db, caller).SingleOrDefaultAsync(
            candidate => db.Tasks.Any(task => task.Id == id && task.ProjectId == candidate.Id), cancellationToken);
        return project is null ? null : (project, id);
    }

    /// <param name="taskId">As in the schema; of a project that the caller sees.</param>
    public async Task<StepKind> StepKindOfAsync(Caller caller, TaskId taskId, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(caller);
        await using var db = await databases.OpenAsync(caller.Tenancy, cancellationToken);
        return await db.Tasks.Where(task => task.Id == taskId).Select(task => task.StepKind)
            .SingleAsync(cancellationToken);
    }

    /// <param name="itemId">As in the schema.</param>
    /// <returns>The project of an item, or null when the caller sees no such item.</returns>
    public async Task<(Project Project, ItemId Item)?> FindByItemAsync(
        Caller caller, string itemId, CancellationToken cancellationToken)
    {
        if (GlobalId.Parse<ItemId>(itemId) is not { } id)
            return null;
        await using var db = await databases.OpenAsync(caller.Tenancy, cancellationToken);
        var project = await Visible(db, caller).SingleOrDefaultAsync(
            candidate => db.Items.Any(item => item.Id == id && item.ProjectId == candidate.Id), cancellationToken);
        return project is null ? null : (project, id);
    }
}
