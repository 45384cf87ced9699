using ActiveLabel.Api.Graph;
using ActiveLabel.Api.Projects;
using ActiveLabel.Api.Security;
using ActiveLabel.Api.Storage;
using GraphQL;
using Microsoft.EntityFrameworkCore;

namespace ActiveLabel.Api.Events;

public sealed class EventQueries
{
    /// <summary>
    /// Everything that happened in a project, in its order: the history of what subscriptions tell. A cursor of either
    /// is a cursor of the other.
    /// </summary>
    [Allow(Audience.Staff)]
    public static async Task<Connection<ProjectEventType>> Events(
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
            db.Events.AsNoTracking().Where(happened => happened.ProjectId == project.Id),
            happened => happened.Sequence,
            happened => new ProjectEventType(happened),
            cancellationToken);
    }
}
