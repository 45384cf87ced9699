using ActiveLabel.Api.Graph;
using ActiveLabel.Api.Storage;
using ActiveLabel.Api.Transport;
using ActiveLabel.Domain.Metrics;
using ActiveLabel.Domain.Projects;
using Microsoft.EntityFrameworkCore;

namespace ActiveLabel.Api.Metrics;

/// <summary>Which points of which series.</summary>
/// <param name="From">Number of the first piece of time.</param>
/// <param name="To">Number of the last.</param>
internal sealed record SeriesRequest(
    MetricDimension Dimension, string Key, MetricResolution Resolution, long From, long To, PageRequest Page)
{
    /// <summary>The most points that a series is thinned to.</summary>
    public const int PointsMax = 10_000;

    /// <param name="resolution">Null: as fine as <paramref name="points"/> allow, or by day.</param>
    /// <exception cref="RefusalError">There is no such series.</exception>
    public static SeriesRequest Of(
        Project project,
        MetricDimension dimension,
        string key,
        MetricResolution? resolution,
        int? points,
        DateTimeOffset from,
        DateTimeOffset to,
        PageRequest page)
    {
        if (points is < 1 or > PointsMax)
            throw new RefusalError(RefusalError.BadUserInput, $"'points' must lie between 1 and {PointsMax}.");
        if (dimension == MetricDimension.Project && key.Length > 0)
            throw new RefusalError(RefusalError.BadUserInput, "The series of a project has no key.");
        if (from > to || key.Length > MetricBucket.KeyLengthMax)
            throw new RefusalError(RefusalError.BadUserInput, "'from' comes before 'to', and a key is short.");
        var since = from < project.CreatedAt ? project.CreatedAt : from;
        var cut = resolution ?? (points is { } most
            ? MetricClock.FinestFor(since, to, most)
            : MetricResolution.Day);
        return new(
            dimension, key, cut, MetricClock.NumberOf(cut, from), MetricClock.NumberOf(cut, to), page);
    }
}

/// <summary>Points of the series of many projects, read together.</summary>
internal static class MetricSeries
{
    /// <summary>Projects that want the same share a query; each gets one point more than it asks.</summary>
    public static async Task<IReadOnlyDictionary<(ProjectId, SeriesRequest), IReadOnlyList<MetricBucket>>> FetchAsync(
        ActiveLabelDb db,
        OrganizationId organization,
        IReadOnlyList<(ProjectId Project, SeriesRequest Request)> wanted,
        CancellationToken cancellationToken)
    {
        var all = new Dictionary<(ProjectId, SeriesRequest), IReadOnlyList<MetricBucket>>();
        foreach (var same in wanted.GroupBy(one => one.Request))
        {
            var buckets = await ReadAsync(
                db, organization, [.. same.Select(one => one.Project)], same.Key, cancellationToken);
            var ordered = same.Key.Page.IsFromTheEnd
                ? buckets.OrderByDescending(bucket => bucket.Number)
                : buckets.OrderBy(bucket => bucket.Number);
            foreach (var group in ordered.GroupBy(bucket => bucket.ProjectId))
                all[(group.Key, same.Key)] = [.. group];
        }
        return all;
    }

    /// <summary>The sums of all time of each step, use case or transition of a project.</summary>
    public static async Task<IReadOnlyDictionary<(ProjectId, MetricDimension), IReadOnlyList<MetricBucket>>>
        FetchTotalsAsync(
            ActiveLabelDb db,
            OrganizationId organization,
            IReadOnlyList<(ProjectId Project, MetricDimension Dimension)> wanted,
            CancellationToken cancellationToken)
    {
        var projects = wanted.Select(one => one.Project).Distinct().ToList();
        var dimensions = wanted.Select(one => one.Dimension).Distinct().ToList();
        var buckets = await db.MetricBuckets.AsNoTracking()
            .Where(bucket => bucket.OrganizationId == organization && projects.Contains(bucket.ProjectId)
                && dimensions.Contains(bucket.Dimension) && bucket.Resolution == MetricResolution.Total)
            .OrderBy(bucket => bucket.Id).ToListAsync(cancellationToken);
        return buckets.ByKey(bucket => (bucket.ProjectId, bucket.Dimension), bucket => bucket);
    }

    public static async Task<IReadOnlyDictionary<ProjectId, MetricCursor>> FetchCursorsAsync(
        ActiveLabelDb db,
        OrganizationId organization,
        IReadOnlyList<ProjectId> projects,
        CancellationToken cancellationToken)
        => await db.MetricCursors.AsNoTracking()
            .Where(cursor => cursor.OrganizationId == organization && projects.Contains(cursor.ProjectId))
            .ToDictionaryAsync(cursor => cursor.ProjectId, cancellationToken);

    // A walk of the index for each project, cut where its page ends, and all of them in one statement.
    private static Task<List<MetricBucket>> ReadAsync(
        ActiveLabelDb db,
        OrganizationId organization,
        List<ProjectId> projects,
        SeriesRequest request,
        CancellationToken cancellationToken)
    {
        var page = request.Page;
        var after = Math.Max(page.After is null ? -1 : page.AfterKey, request.From - 1);
        var before = Math.Min(page.Before is null ? long.MaxValue : Cursor.Parse(page.Before), request.To + 1);
        var (dimension, key, resolution) = (request.Dimension, request.Key, request.Resolution);
        return projects.Select(PageOf).Aggregate((all, next) => all.Concat(next))
            .AsNoTracking().ToListAsync(cancellationToken);

        IQueryable<MetricBucket> PageOf(ProjectId project)
        {
            var buckets = db.MetricBuckets.Where(bucket => bucket.OrganizationId == organization
                && bucket.ProjectId == project && bucket.Dimension == dimension && bucket.Resolution == resolution
                && bucket.Key == key && bucket.Number > after && bucket.Number < before);
            return (page.IsFromTheEnd
                ? buckets.OrderByDescending(bucket => bucket.Number)
                : buckets.OrderBy(bucket => bucket.Number)).Take(page.Size + 1);
        }
    }
}
