using ActiveLabel.Api.Graph;
using ActiveLabel.Api.Projects;
using ActiveLabel.Api.Security;
using ActiveLabel.Api.Storage;
using ActiveLabel.Domain.Projects;
using ActiveLabel.Domain.Workers;
using GraphQL;
using Microsoft.EntityFrameworkCore;

namespace ActiveLabel.Api.Workers;

public sealed class WorkerQueries
{
    /// <summary>A worker; null when there is none of that id.</summary>
    [Allow(Audience.Staff)]
    public static async Task<WorkerType?> Worker(
        Caller caller,
        [FromServices] IDbContextFactory<ActiveLabelDb> databases,
        [Id] string id,
        CancellationToken cancellationToken)
    {
        if (GlobalId.Parse<WorkerId>(id) is not { } workerId)
            return null;
        await using var db = await databases.OpenAsync(caller.Tenancy, cancellationToken);
        var found = await db.Workers.AsNoTracking().SingleOrDefaultAsync(
            worker => worker.OrganizationId == caller.OrganizationId && worker.Id == workerId, cancellationToken);
        return found is null ? null : new(found, project: null);
    }

    /// <summary>The workers of a project.</summary>
    [Allow(Audience.Staff)]
    public static async Task<Connection<WorkerType>> Workers(
        Caller caller,
        [FromServices] ProjectAccess access,
        [FromServices] IDbContextFactory<ActiveLabelDb> databases,
        [Id] string projectId,
        CancellationToken cancellationToken,
        int? first = null,
        string? after = null,
        int? last = null,
        string? before = null)
        => await PageAsync(
            await access.GetAsync(caller, projectId, cancellationToken), databases, new(first, after, last, before),
            cancellationToken);

    internal static async Task<Connection<WorkerType>> PageAsync(
        Project project,
        IDbContextFactory<ActiveLabelDb> databases,
        PageRequest page,
        CancellationToken cancellationToken)
    {
        await using var db = await databases.OpenAsync(new(project.OrganizationId, project.Id), cancellationToken);
        var members = db.Workers.AsNoTracking()
            .Where(worker => worker.OrganizationId == project.OrganizationId
                && db.Memberships.Any(member => member.ProjectId == project.Id && member.WorkerId == worker.Id));
        return await page.ReadAsync(
            members,
            worker => worker.Id,
            worker => new WorkerType(worker, project.Id),
            cancellationToken);
    }
}
