using ActiveLabel.Api.Graph;
using ActiveLabel.Api.Metrics;
using ActiveLabel.Api.Security;
using ActiveLabel.Api.Storage;
using GraphQL;
using Microsoft.EntityFrameworkCore;

namespace ActiveLabel.Api.Projects;

public sealed class ProjectQueries
{
    /// <summary>The projects of the organization; to a worker, those of their memberships.</summary>
    [Allow(Audience.Everybody)]
    public static async Task<Connection<ProjectType>> Projects(
        Caller caller,
        [FromServices] IDbContextFactory<ActiveLabelDb> databases,
        CancellationToken cancellationToken,
        int? first = null,
        string? after = null,
        int? last = null,
        string? before = null)
    {
        var page = new PageRequest(first, after, last, before);
        await using var db = await databases.OpenAsync(caller.Tenancy, cancellationToken);
        return await page.ReadAsync(
            ProjectAccess.Visible(db, caller),
            project => project.Id,
            project => new ProjectType(project),
            cancellationToken);
    }

    [Allow(Audience.Everybody)]
    public static async Task<ProjectType?> Project(
        Caller caller, [FromServices] ProjectAccess access, [Id] string id, CancellationToken cancellationToken)
        => await access.FindAsync(caller, id, cancellationToken) is { } project ? new(project) : null;

    /// <summary>How a project stands.</summary>
    [Allow(Audience.Staff)]
    public static async Task<ProjectMetricsType> Metrics(
        Caller caller,
        [FromServices] ProjectAccess access,
        [FromServices] TimeProvider time,
        [Id] string projectId,
        CancellationToken cancellationToken)
        => new(await access.GetAsync(caller, projectId, cancellationToken), time.GetUtcNow());
}
