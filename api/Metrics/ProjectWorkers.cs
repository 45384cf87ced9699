using ActiveLabel.Api.Graph;
using ActiveLabel.Api.Storage;
using ActiveLabel.Api.Workers;
using ActiveLabel.Domain.Projects;
using ActiveLabel.Domain.Workers;

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
        return EachPage.ReadAsync(projects, PageOf, cancellationToken);

        IQueryable<Membership> PageOf(ProjectId project)
        {
            var members = db.Memberships.Where(member => member.OrganizationId == organization
                && member.ProjectId == project && member.WorkerId > after && member.WorkerId < before);
            return (page.IsFromTheEnd
                ? members.OrderByDescending(member => member.WorkerId)
                : members.OrderBy(member => member.WorkerId)).Take(count);
        }
    }
}
