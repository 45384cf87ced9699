using ActiveLabel.Api.Graph;
using ActiveLabel.Api.Metrics;
using ActiveLabel.Api.Security;
using ActiveLabel.Api.Storage;
using ActiveLabel.Domain.Projects;
using GraphQL;
using Microsoft.EntityFrameworkCore;

namespace ActiveLabel.Api.Projects;

public sealed class ProjectQueries
{
    /// <summary>The projects of the organization; to a worker, those of their memberships.</summary>
    [Allow(Role.Administrator, Role.Worker)]
    public static async Task<Connection<ProjectType>> Projects(
        Caller caller,
        [FromServices] IDbContextFactory<ActiveLabelDb> databases,
        CancellationToken cancellationToken,
        int first = 25,
        string? after = null)
    {
        var page = new PageRequest(first, after);
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await page.ReadAsync(
            ProjectAccess.Visible(db, caller).Where(project => project.Id > new ProjectId(page.After))
                .OrderBy(project => project.Id),
            project => project.Id.Value,
            project => new ProjectType(project),
            cancellationToken);
    }

    [Allow(Role.Administrator, Role.Worker)]
    public static async Task<ProjectType?> Project(
        Caller caller, [FromServices] ProjectAccess access, [Id] string id, CancellationToken cancellationToken)
        => await access.FindAsync(caller, id, cancellationToken) is { } project ? new(project) : null;

    [Allow(Role.Administrator)]
    public static async Task<ProjectMetricsType> Metrics(
        Caller caller,
        [FromServices] ProjectAccess access,
        [FromServices] TimeProvider time,
        [Id] string projectId,
        CancellationToken cancellationToken)
        => new(await access.GetAsync(caller, projectId, cancellationToken), time.GetUtcNow());
}
