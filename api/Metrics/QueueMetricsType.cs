using ActiveLabel.Api.Projects;
using ActiveLabel.Api.Security;
using ActiveLabel.Api.Storage;
using ActiveLabel.Domain.Projects;
using Microsoft.EntityFrameworkCore;

namespace ActiveLabel.Api.Metrics;

/// <summary>What is still to be done.</summary>
[Allow(Audience.Staff)]
public sealed class QueueMetricsType(ProjectCounters totals, double staleShare)
{
    /// <summary>Judgements still wanted by tasks that are not closed, those in progress included.</summary>
    public int Depth => (int)totals.SlotsWanted;

    /// <summary>Judgements being given.</summary>
    public int InProgress => (int)totals.SlotsLeased;

    /// <summary>Tasks that are not closed.</summary>
    public int OpenTasks => (int)(totals.Items - totals.DoneItems);

    public int DoneItems => (int)totals.DoneItems;

    /// <summary>Share of the ranked queue that the serving model had not scored when it was last counted.</summary>
    public double StaleShare => staleShare;

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
        var staleShares = await snapshots.Where(row => latest.Contains(row.Id))
            .ToDictionaryAsync(row => row.ProjectId, row => row.StaleShare, cancellationToken);
        return totals.ToDictionary(
            row => row.ProjectId, row => new QueueMetricsType(row, staleShares.GetValueOrDefault(row.ProjectId)));
    }
}

/// <summary>What was done.</summary>
[Allow(Audience.Staff)]
public sealed class VolumeMetricsType(ProjectCounters totals)
{
    public int Items => (int)totals.Items;
    public int DoneItems => (int)totals.DoneItems;
    public int Judgements => (int)totals.Judgements;
    public int Skips => (int)totals.Skips;

    /// <summary>Time that workers took for their judgements, in all.</summary>
    public double HandlingSeconds => totals.HandlingSeconds;

    internal static async Task<IReadOnlyDictionary<ProjectId, VolumeMetricsType>> FetchAsync(
        ActiveLabelDb db,
        OrganizationId organization,
        IReadOnlyList<ProjectId> projects,
        CancellationToken cancellationToken)
        => await db.Counters.AsNoTracking()
            .Where(row => row.OrganizationId == organization && projects.Contains(row.ProjectId))
            .ToDictionaryAsync(row => row.ProjectId, row => new VolumeMetricsType(row), cancellationToken);
}
