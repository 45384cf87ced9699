using ActiveLabel.Api.Events;
using ActiveLabel.Api.Storage;
using ActiveLabel.Domain.Projects;
using ActiveLabel.Domain.Workers;
using Microsoft.EntityFrameworkCore;

namespace ActiveLabel.Api.Workers;

/// <summary>
/// Says in the projects of a worker that something about him has changed: a last step of a transaction.
/// </summary>
internal static class TellProjects
{
    /// <summary>In so many of his projects it is said; whoever looks in another finds it all the same.</summary>
    private const int ProjectsMax = 100;

    public static async Task ApplyAsync(
        ActiveLabelDb db,
        OrganizationId organization,
        WorkerId worker,
        DateTimeOffset now,
        CancellationToken cancellationToken)
    {
        // In the order of their ids: two that lock several projects at once lock them in the same order.
        var projects = await db.Memberships
            .Where(membership => membership.WorkerId == worker && membership.EndedAt == null)
            .OrderBy(membership => membership.ProjectId).Select(membership => membership.ProjectId)
            .Take(ProjectsMax).ToListAsync(cancellationToken);
        foreach (var project in projects)
            await EventLog.AppendAsync(
                db,
                organization,
                project,
                new(),
                [new(EventKind.WorkerChanged, WorkerId: worker)],
                now,
                cancellationToken);
    }
}
