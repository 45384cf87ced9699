using ActiveLabel.Api.Events;
using ActiveLabel.Api.Storage;
using ActiveLabel.Domain.Predictions;
using ActiveLabel.Domain.Projects;
using ActiveLabel.Domain.Tasks;
using Microsoft.EntityFrameworkCore;

namespace ActiveLabel.Api.Metrics;

/// <summary>Notes how a project stands: a point of its confidence and volume curves.</summary>
public sealed class SnapshotMetrics(Writing writing, TimeProvider time)
{
    public static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);

    public Task<MetricSnapshot> ExecuteAsync(Project project, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(project);
        return writing.ExecuteAsync(
            async (db, token) =>
            {
                var totals = await db.Counters.AsNoTracking().SingleAsync(c => c.ProjectId == project.Id, token);
                var snapshot = new MetricSnapshot
                {
                    ProjectId = project.Id,
                    OrganizationId = project.OrganizationId,
                    At = time.GetUtcNow(),
                    Items = totals.Items,
                    DoneItems = totals.DoneItems,
                    Judgements = totals.Judgements,
                    QueueDepth = totals.SlotsWanted,
                    MeanConfidence = totals.JudgedItems == 0 ? null : totals.ConfidenceSum / totals.JudgedItems,
                    StaleShare = await StaleShareAsync(db, project, token),
                };
                db.MetricSnapshots.Add(snapshot);
                await EventLog.AppendAsync(
                    db, project.OrganizationId, project.Id, new(), [new(EventKind.MetricsChanged)], snapshot.At, token);
                return snapshot;
            },
            cancellationToken);
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
                   join task in db.Tasks on entry.TaskId equals task.Id
                   where entry.ProjectId == project.Id && entry.State == QueueState.Open && entry.Filled == 0
                       && (task.Reason == TaskReason.ColdStart || task.Reason == TaskReason.ModelUncertainty)
                   select task.ScoredBy;
        var all = await open.CountAsync(cancellationToken);
        var current = serving is null ? 0 : await open.CountAsync(by => by == serving, cancellationToken);
        return all == 0 ? 0 : 1 - (current / (double)all);
    }
}
