using ActiveLabel.Api.Events;
using ActiveLabel.Api.Metrics;
using ActiveLabel.Api.Projects;
using ActiveLabel.Api.Storage;
using ActiveLabel.Domain.Projects;
using ActiveLabel.Domain.Sizing;
using Microsoft.EntityFrameworkCore;

namespace ActiveLabel.Api.Sizing;

/// <summary>Says how many labels, judgements and hours are still needed, from the learning curve so far.</summary>
public sealed class EstimateSizing(IDbContextFactory<ActiveLabelDb> databases, Writing writing, TimeProvider time)
{
    /// <summary>The latest points of the curve that an estimate rests on.</summary>
    public const int PointsMax = 200;

    public static readonly TimeSpan Interval = TimeSpan.FromMinutes(5);

    private const double SecondsPerHour = 3_600;

    /// <summary>Estimates for the project's own target and keeps it.</summary>
    public async Task<SizingEstimate> ExecuteAsync(Project project, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(project);
        var estimate = await ForAsync(project, project.Settings.TargetAccuracy, cancellationToken);
        return await writing.ExecuteAsync(
            async (db, token) =>
            {
                await db.SizingEstimates.Where(known => known.ProjectId == project.Id).ExecuteDeleteAsync(token);
                db.SizingEstimates.Add(estimate);
                await EventLog.AppendAsync(
                    db, project.OrganizationId, project.Id, new(), [MetricsChanged.Event(MetricCurve.Sizing)],
                    time.GetUtcNow(), token);
                return estimate;
            },
            cancellationToken);
    }

    /// <summary>Estimates for any target, and keeps nothing.</summary>
    /// <param name="target">Accuracy on the control arm, between 0 and 1.</param>
    public async Task<SizingEstimate> ForAsync(Project project, double target, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(project);
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var points = await db.LearningCurve.AsNoTracking()
            .Where(point => point.ProjectId == project.Id && point.Arm == CurveArm.All)
            .OrderByDescending(point => point.Id).Take(PointsMax).ToListAsync(cancellationToken);
        points.Reverse();
        var totals = await db.Counters.AsNoTracking()
            .SingleAsync(counters => counters.ProjectId == project.Id, cancellationToken);
        return Estimate(project, target, points, totals);
    }

    /// <param name="points">The latest of the curve of all labels, the oldest first.</param>
    internal SizingEstimate Estimate(
        Project project, double target, IReadOnlyList<LearningCurveMeasurement> points, ProjectCounters totals)
    {
        var curve = LearningCurveFit.Fit(
            [.. points.Select(point => new CurvePoint(
                point.Labels, point.Measurement.Accuracy, point.Measurement.StandardError))],
            out var whyNot);
        var needed = curve?.LabelsFor(target);
        var latest = points.Count > 0 ? points[^1] : null;
        var labelsNow = latest?.Labels ?? 0;
        var judgements = JudgementsFor(needed?.Median - labelsNow, totals);
        return new()
        {
            ProjectId = project.Id,
            OrganizationId = project.OrganizationId,
            Status = needed is null ? SizingStatus.InsufficientData
                : needed.Value.Status == LabelsForTargetStatus.Ok ? SizingStatus.Ok
                : SizingStatus.Unreachable,
            Target = target,
            Message = needed?.Reason ?? whyNot ?? "",
            LabelsNow = labelsNow,
            AccuracyNow = latest?.Measurement.Accuracy,
            LabelsNeeded = needed?.Median,
            LabelsLow = needed?.Low80,
            LabelsHigh = needed?.High80,
            JudgementsNeeded = judgements,
            HoursNeeded = judgements is { } count && totals.Judgements > 0
                ? count * (totals.HandlingSeconds / totals.Judgements) / SecondsPerHour
                : null,
            EstimatedAt = time.GetUtcNow(),
        };
    }

    // At so many judgements a label as until now: the control and calibration arms are part of the price.
    private static int? JudgementsFor(int? labels, ProjectCounters totals)
        => labels is { } more && totals.DoneItems > 0
            ? (int)Math.Ceiling(Math.Max(0, more) * (totals.Judgements / (double)totals.DoneItems))
            : null;
}
