using ActiveLabel.Api.Security;
using ActiveLabel.Api.Storage;
using ActiveLabel.Domain.Items;
using ActiveLabel.Domain.Projects;
using Microsoft.EntityFrameworkCore;

namespace ActiveLabel.Api.Workflows;

/// <summary>How full a step of the workflow is.</summary>
[Allow(Audience.Staff)]
public sealed class StepQueueType(StepTotals totals, DateTimeOffset? oldest, DateTimeOffset now)
{
    private const double SecondsOfAnHour = 3_600;

    /// <summary>Key of the step.</summary>
    public string Step => totals.StepKey;

    /// <summary>Items that are in it and not cancelled.</summary>
    public int Items => (int)totals.Items;

    /// <summary>For how many seconds the item that has waited longest is in it; null where none waits.</summary>
    public double? OldestAgeSeconds => oldest is { } since ? Math.Max(0, (now - since).TotalSeconds) : null;

    /// <summary>
    /// Judgements still wanted in it, those in progress included, as counted within the last minute.
    /// </summary>
    public int Depth => (int)totals.SlotsWanted;

    /// <summary>Judgements being given in it, as counted within the last minute.</summary>
    public int InProgress => (int)totals.SlotsLeased;

    /// <summary>Judgements an hour over the last hour, or as long as is known; null at first.</summary>
    public double? ThroughputPerHour => totals.JudgementsPerHour;

    /// <summary>In how many seconds it is empty at that throughput; null while nothing is judged.</summary>
    public double? EtaSeconds
        => ThroughputPerHour is > 0 and { } perHour ? totals.SlotsWanted / perHour * SecondsOfAnHour : null;

    // One look at the end of an index for each step: it costs the same with any number of items.
    internal static async Task<IReadOnlyDictionary<ProjectId, IReadOnlyList<StepQueueType>>> FetchAsync(
        ActiveLabelDb db,
        OrganizationId organization,
        IReadOnlyList<ProjectId> projects,
        CancellationToken cancellationToken)
    {
        var rows = await db.StepTotals.AsNoTracking()
            .Where(totals => totals.OrganizationId == organization && projects.Contains(totals.ProjectId))
            .OrderBy(totals => totals.ProjectId).ThenBy(totals => totals.StepKey)
            .Select(totals => new
            {
                Totals = totals,
                Oldest = db.Items.Where(item => item.ProjectId == totals.ProjectId && item.StepKey == totals.StepKey
                    && item.State == ItemState.Queued)
                    .OrderBy(item => item.StepEnteredAt).Select(item => (DateTimeOffset?)item.StepEnteredAt)
                    .FirstOrDefault(),
            }).ToListAsync(cancellationToken);
        var now = await SqlDialect.Of(db.Database).ReadClockAsync(db, cancellationToken);
        return rows.GroupBy(row => row.Totals.ProjectId).ToDictionary(
            same => same.Key,
            same => (IReadOnlyList<StepQueueType>)[
                .. same.Select(row => new StepQueueType(row.Totals, row.Oldest, now))]);
    }
}
