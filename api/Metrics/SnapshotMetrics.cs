using ActiveLabel.Api.Alerts;
using ActiveLabel.Api.Events;
using ActiveLabel.Api.Storage;
using ActiveLabel.Domain.Items;
using ActiveLabel.Domain.Judgements;
using ActiveLabel.Domain.Predictions;
using ActiveLabel.Domain.Projects;
using ActiveLabel.Domain.Tasks;
using Microsoft.EntityFrameworkCore;

namespace ActiveLabel.Api.Metrics;

/// <summary>Notes how a project stands: a point of its confidence and volume curves.</summary>
public sealed class SnapshotMetrics(Writing writing, TimeProvider time)
{
    public static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);

    /// <summary>
    /// When more of the ranked queue than this is not in the serving model's order, somebody is told.
    /// </summary>
    public const double StaleShareMax = 0.5;

    private const int SnapshotsOfAnHour = 60;

    public Task<MetricSnapshot> ExecuteAsync(Project project, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(project);
        return writing.ExecuteAsync(
            async (db, token) =>
            {
                var totals = await db.Counters.AsNoTracking().SingleAsync(c => c.ProjectId == project.Id, token);
                var now = time.GetUtcNow();
                var latest = db.MetricSnapshots.AsNoTracking().Where(known => known.ProjectId == project.Id);
                var before = await latest.OrderByDescending(known => known.Id).FirstOrDefaultAsync(token);
                var hour = await HourAsync(latest, now, token);
                var snapshot = new MetricSnapshot
                {
                    ProjectId = project.Id,
                    OrganizationId = project.OrganizationId,
                    At = now,
                    OldestOpenAt = await OldestOpenAtAsync(db, project, token),
                    JudgementsPerHour = hour is null
                        ? null
                        : (totals.Judgements - hour.Judgements) / (now - hour.At).TotalHours,
                    LastJudgement = await db.Judgements.Where(judgement => judgement.ProjectId == project.Id)
                        .MaxAsync(judgement => (JudgementId?)judgement.Id, token),
                    Items = totals.Items,
                    DoneItems = totals.DoneItems,
                    Judgements = totals.Judgements,
                    QueueDepth = totals.SlotsWanted,
                    MeanConfidence = totals.JudgedItems == 0 ? null : totals.ConfidenceSum / totals.JudgedItems,
                    StaleShare = await StaleShareAsync(db, project, token),
                };
                db.MetricSnapshots.Add(snapshot);
                await CountSteps.ApplyAsync(db, project, hour, now, token);
                List<NewEvent> events =
                    [MetricsChanged.Event(MetricCurve.Queue, MetricCurve.Confidence, MetricCurve.Volume)];
                if (snapshot.StaleShare > StaleShareMax && before is not null and not { StaleShare: > StaleShareMax })
                    events.Add(Alert.QueueStale(snapshot.StaleShare).ToEvent());
                await EventLog.AppendAsync(
                    db, project.OrganizationId, project.Id, new(), events, snapshot.At, token);
                return snapshot;
            },
            cancellationToken);
    }

    // Jobs may walk the open tasks: requests never do.
    private static Task<DateTimeOffset?> OldestOpenAtAsync(
        ActiveLabelDb db, Project project, CancellationToken cancellationToken)
        => db.Queue.Where(entry => entry.ProjectId == project.Id && entry.State != QueueState.Closed)
            .OrderBy(entry => entry.ItemId)
            .Join(db.Items, entry => entry.ItemId, item => item.Id, (_, item) => (DateTimeOffset?)item.CreatedAt)
            .FirstOrDefaultAsync(cancellationToken);

    /// <returns>How it stood an hour ago, or at first; null where nobody looked before now.</returns>
    private static async Task<MetricSnapshot?> HourAsync(
        IQueryable<MetricSnapshot> latest, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var recent = await latest.OrderByDescending(known => known.Id).Take(SnapshotsOfAnHour)
            .ToListAsync(cancellationToken);
        var first = recent.LastOrDefault(known => now - known.At <= TimeSpan.FromHours(1));
        return first is null || now <= first.At ? null : first;
    }

    // A job may count; a request reads what it counted.
    private static async Task<double> StaleShareAsync(
        ActiveLabelDb db, Project project, CancellationToken cancellationToken)
    {
        if (project.Settings.Strategy == Strategy.Random)
            return 0;
        var serving = await db.ModelVersions
            .Where(model => model.ProjectId == project.Id && model.Stage == ModelStage.Serving)
            .Select(model => (ModelVersionId?)model.Id).SingleOrDefaultAsync(cancellationToken);
        var open = from entry in db.Queue
                   join item in db.Items on entry.ItemId equals item.Id
                   where entry.ProjectId == project.Id && entry.State == QueueState.Open && entry.Filled == 0
                       && item.Arm == Arm.Ranked
                   select entry.ItemId;
        var all = await open.CountAsync(cancellationToken);
        var current = serving is null ? 0 : await open.CountAsync(
            item => db.Predictions.Any(said => said.ItemId == item && said.ModelVersionId == serving),
            cancellationToken);
        return all == 0 ? 0 : 1 - (current / (double)all);
    }
}
