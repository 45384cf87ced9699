using ActiveLabel.Api.Projects;
using ActiveLabel.Api.Security;
using ActiveLabel.Api.Storage;
using ActiveLabel.Domain.Projects;
using Microsoft.EntityFrameworkCore;

namespace ActiveLabel.Api.Metrics;

/// <summary>What is still to be done.</summary>
[Allow(Audience.Staff)]
public sealed class QueueMetricsType(ProjectCounters totals, MetricSnapshot? counted, DateTimeOffset now)
{
    private const double SecondsOfAnHour = 3_600;

    /// <summary>Judgements still wanted by tasks that are not closed, those in progress included.</summary>
    public int Depth => (int)totals.SlotsWanted;

    /// <summary>Judgements being given.</summary>
    public int InProgress => (int)totals.SlotsLeased;

    /// <summary>Tasks that are not closed.</summary>
    public int OpenTasks => (int)(totals.Items - totals.DoneItems);

    /// <summary>Items that want no more judgements.</summary>
    public int DoneItems => (int)totals.DoneItems;

    /// <summary>Share of the ranked queue that the serving model had not scored when it was last counted.</summary>
    public double StaleShare => counted?.StaleShare ?? 0;

    /// <summary>
    /// How long the oldest item that wants judgements has waited, in seconds, as counted within the last minute; null
    /// where none does.
    /// </summary>
    public double? OldestAgeSeconds => totals.SlotsWanted == 0 || counted?.OldestOpenAt is not { } oldest
        ? null
        : Math.Max(0, (now - oldest).TotalSeconds);

    /// <summary>Judgements an hour over the last hour, or as long as is known; null at first.</summary>
    public double? ThroughputPerHour => counted?.JudgementsPerHour;

    /// <summary>
    /// In how many seconds the queue is empty at that throughput; null at first, and while nothing is judged.
    /// </summary>
    public double? EtaSeconds
        => ThroughputPerHour is > 0 and { } perHour ? totals.SlotsWanted / perHour * SecondsOfAnHour : null;

    internal static async Task<IReadOnlyDictionary<ProjectId, QueueMetricsType>> FetchAsync(
        ActiveLabelDb db,
        OrganizationId organization,
        IReadOnlyList<ProjectId> projects,
        CancellationToken cancellationToken)
    {
        var totals = await db.Counters.AsNoTracking()
            .Where(row => row.OrganizationId == organization && projects.Contains(row.ProjectId))
            .ToListAsync(cancellationToken);
        var snapshots = db.MetricSnapshots.AsNoTracking()
            .Where(row => row.OrganizationId == organization && projects.Contains(row.ProjectId));
        var latest = snapshots.GroupBy(row => row.ProjectId).Select(group => group.Max(row => row.Id));
        var counted = await snapshots.Where(row => latest.Contains(row.Id))
            .ToDictionaryAsync(row => row.ProjectId, cancellationToken);
        var now = await SqlDialect.Of(db.Database).ReadClockAsync(db, cancellationToken);
        return totals.ToDictionary(
            row => row.ProjectId,
            row => new QueueMetricsType(row, counted.GetValueOrDefault(row.ProjectId), now));
    }
}

/// <summary>What was done.</summary>
[Allow(Audience.Staff)]
public sealed class VolumeMetricsType(ProjectCounters totals)
{
    /// <summary>Items that came in.</summary>
    public int Items => (int)totals.Items;

    /// <summary>Items that want no more judgements.</summary>
    public int DoneItems => (int)totals.DoneItems;

    /// <summary>Judgements given.</summary>
    public int Judgements => (int)totals.Judgements;

    /// <summary>Times a worker could not judge an item.</summary>
    public int Skips => (int)totals.Skips;

    /// <summary>Time that workers took for their judgements, in all.</summary>
    public double HandlingSeconds => totals.HandlingSeconds;

    /// <summary>What judgements and decisions cost so far, in the project's currency.</summary>
    public double Spent => totals.Spent;

    internal static async Task<IReadOnlyDictionary<ProjectId, VolumeMetricsType>> FetchAsync(
        ActiveLabelDb db,
        OrganizationId organization,
        IReadOnlyList<ProjectId> projects,
        CancellationToken cancellationToken)
        => await db.Counters.AsNoTracking()
            .Where(row => row.OrganizationId == organization && projects.Contains(row.ProjectId))
            .ToDictionaryAsync(row => row.ProjectId, row => new VolumeMetricsType(row), cancellationToken);
}
