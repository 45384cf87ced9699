using ActiveLabel.Api.Graph;
using ActiveLabel.Api.Storage;
using ActiveLabel.Api.Workers;
using ActiveLabel.Domain.Projects;
using ActiveLabel.Domain.Workers;
using Microsoft.EntityFrameworkCore;

namespace ActiveLabel.Api.Metrics;

/// <summary>Pages of the workers of many projects, in two queries.</summary>
internal static class ProjectWorkers
{
    /// <summary>Projects that want the same page share a query; each gets one worker more than it asks.</summary>
    public static async Task<IReadOnlyDictionary<(ProjectId, PageRequest), IReadOnlyList<WorkerType>>> FetchAsync(
        ActiveLabelDb db,
        OrganizationId organization,
        IReadOnlyList<(ProjectId Project, PageRequest Page)> pages,
        CancellationToken cancellationToken)
    {
        var all = new Dictionary<(ProjectId, PageRequest), IReadOnlyList<WorkerType>>();
        foreach (var same in pages.GroupBy(wanted => wanted.Page))
        {
            var members = await ReadAsync(
                db, organization, [.. same.Select(wanted => wanted.Project)], same.Key, cancellationToken);
            var ids = members.Select(member => member.WorkerId).Distinct().ToList();
            var workers = await WorkerType.FetchAsync(db, organization, ids, cancellationToken);
            var ordered = same.Key.IsFromTheEnd
                ? members.OrderByDescending(member => member.WorkerId.Value)
                : members.OrderBy(member => member.WorkerId.Value);
            foreach (var group in ordered.GroupBy(member => member.ProjectId))
                all[(group.Key, same.Key)] =
                    [.. group.Select(member => new WorkerType(workers[member.WorkerId], group.Key))];
        }
        return all;
    }

    // The inner condition on the projects keeps the database from numbering the members of all others.
    private static Task<List<Membership>> ReadAsync(
        ActiveLabelDb db,
        OrganizationId organization,
        List<ProjectId> projects,
        PageRequest page,
        CancellationToken cancellationToken)
    {
        var (after, before) = (
            new WorkerId(page.AfterKey),
            new WorkerId(page.Before is null ? long.MaxValue : Cursor.Parse(page.Before)));
        var count = page.Size + 1;
        var wanted = db.Projects
            .Where(project => project.OrganizationId == organization && projects.Contains(project.Id));
        var members = page.IsFromTheEnd
            ? wanted.SelectMany(project => db.Memberships
                .Where(member => member.ProjectId == project.Id && projects.Contains(member.ProjectId)
                    && member.WorkerId > after && member.WorkerId < before)
                .OrderByDescending(member => member.WorkerId).Take(count))
            : wanted.SelectMany(project => db.Memberships
                .Where(member => member.ProjectId == project.Id && projects.Contains(member.ProjectId)
                    && member.WorkerId > after && member.WorkerId < before)
                .OrderBy(member => member.WorkerId).Take(count));
        return members.AsNoTracking().ToListAsync(cancellationToken);
    }
}
