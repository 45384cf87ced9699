using ActiveLabel.Api.Events;
using ActiveLabel.Api.Metrics;
using ActiveLabel.Api.Operations;
using ActiveLabel.Api.Projects;
using ActiveLabel.Api.Storage;
using ActiveLabel.Domain.Projects;
using ActiveLabel.Domain.Sizing;
using Microsoft.EntityFrameworkCore;

namespace ActiveLabel.Api.Sizing;

/// <param name="Curves">Estimates that were made: of the project, and of its slices.</param>
/// <param name="InputsHash">Of the curves and the target.</param>
public sealed record SizingResult(SizingStatus Status, string Message, int Curves, string InputsHash) : IHashedInputs;

/// <summary>Says how many labels, judgements and hours are still needed, from the learning curve so far.</summary>
public sealed class EstimateSizing(IDbContextFactory<ActiveLabelDb> databases, Writing writing, TimeProvider time)
{
    /// <summary>The latest points of the curve that an estimate rests on.</summary>
    public const int PointsMax = 200;

    public static readonly TimeSpan Interval = TimeSpan.FromMinutes(5);

    private const double SecondsPerHour = 3_600;
    private const int LabelsOfGain = 1_000;

    /// <summary>
    /// Estimates for the project's own target, of all its items and of each slice that has a curve, and keeps what is
    /// new: while a curve and its target stay as they are, so does its latest estimate.
    /// </summary>
    public async Task<SizingResult> ExecuteAsync(Project project, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(project);
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var totals = await db.Counters.AsNoTracking()
            .SingleAsync(counters => counters.ProjectId == project.Id, cancellationToken);
        var known = await db.SizingEstimates.AsNoTracking()
            .Where(estimate => estimate.ProjectId == project.Id && estimate.SupersededAt == null)
            .Select(estimate => estimate.InputsHash).ToHashSetAsync(cancellationToken);
        var (estimates, hashes) = (new List<SizingEstimate>(), new List<string>());
        var target = project.Settings.TargetAccuracy;
        foreach (var slice in await CurvePoints.SlicesAsync(db, project.Id, cancellationToken))
        {
            cancellationToken.ThrowIfCancellationRequested();
            var points = await CurvePoints.ReadAsync(db, project.Id, slice, cancellationToken);
            hashes.Add(HashOf(slice, target, points));
            // Of the slices nothing moves that is not in their hash; of the project, judgements and hours do.
            if (slice == CurveSlice.All || !known.Contains(hashes[^1]))
                estimates.Add(Estimate(project, target, points, totals, slice));
        }
        await StoreAsync(project, estimates, cancellationToken);
        return new(estimates[0].Status, estimates[0].Message, hashes.Count, Idempotency.HashOf(hashes));
    }

    private static string HashOf(
        CurveSlice slice, double target, IReadOnlyList<LearningCurveMeasurement> points) => Idempotency.HashOf(new
        {
            slice,
            target,
            Points = points.Select(point => new { point.Labels, point.Measurement }),
        });

    /// <summary>Estimates for any target, and keeps nothing.</summary>
    /// <param name="target">Accuracy on the control arm, between 0 and 1.</param>
    public async Task<SizingEstimate> ForAsync(Project project, double target, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(project);
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var points = await CurvePoints.ReadAsync(db, project.Id, CurveSlice.All, cancellationToken);
        var totals = await db.Counters.AsNoTracking()
            .SingleAsync(counters => counters.ProjectId == project.Id, cancellationToken);
        return Estimate(project, target, points, totals, CurveSlice.All);
    }

    // An estimate that says the same as the one before is no news: only its judgements and hours move.
    private Task<int> StoreAsync(
        Project project, List<SizingEstimate> estimates, CancellationToken cancellationToken)
        => writing.ExecuteAsync(
            new(project.OrganizationId, project.Id),
            async (db, token) =>
            {
                var added = new List<CurveDimension>();
                foreach (var estimate in estimates)
                {
                    var (dimension, key) = (estimate.Dimension, estimate.Key);
                    var latest = await db.SizingEstimates.AsTracking()
                        .SingleOrDefaultAsync(
                            known => known.ProjectId == project.Id && known.Dimension == dimension
                                && known.Key == key && known.SupersededAt == null,
                            token);
                    if (latest?.InputsHash == estimate.InputsHash)
                    {
                        latest.JudgementsNeeded = estimate.JudgementsNeeded;
                        latest.HoursNeeded = estimate.HoursNeeded;
                        latest.GainPerHour = estimate.GainPerHour;
                        latest.EstimatedAt = estimate.EstimatedAt;
                        continue;
                    }
                    if (latest is not null)
                        latest.SupersededAt = estimate.EstimatedAt;
                    // The one before gives up its place first.
                    await db.SaveChangesAsync(token);
                    db.SizingEstimates.Add(estimate);
                    added.Add(dimension);
                }
                await db.SaveChangesAsync(token);
                if (added.Count > 0)
                    await EventLog.AppendAsync(
                        db, project.OrganizationId, project.Id, new(),
                        [MetricsChanged.Event([MetricCurve.Sizing, .. CurvesOf(added)])],
                        time.GetUtcNow(), token);
                return added.Count;
            },
            cancellationToken);

    /// <returns>What is told of curves of these; the project's own has a name already.</returns>
    internal static IEnumerable<MetricCurve> CurvesOf(IEnumerable<CurveDimension> dimensions)
        => dimensions.Distinct().Where(dimension => dimension != CurveDimension.Project)
            .Select(dimension => dimension switch
            {
                CurveDimension.Class => MetricCurve.ClassCurves,
                CurveDimension.Slice => MetricCurve.SliceCurves,
                _ => MetricCurve.UseCaseCurves,
            });

    /// <param name="points">The latest of the curve, in the order of time.</param>
    internal SizingEstimate Estimate(
        Project project,
        double target,
        IReadOnlyList<LearningCurveMeasurement> points,
        ProjectCounters totals,
        CurveSlice slice)
    {
        var curve = LearningCurveFit.Fit(
            [.. MeasuredCurve.Latest([.. points.Select(point => point.Point)]).Select(point => point.Point)],
            out var missing);
        var latest = points.LastOrDefault(point => point.Arm is CurveArm.All or CurveArm.Random);
        missing ??= curve?.Gap(latest?.Measurement.Items);
        var needed = missing is null ? curve?.LabelsFor(target) : null;
        var labelsNow = latest?.Labels ?? 0;
        var judgements = JudgementsFor(needed?.Median - labelsNow, totals);
        var gain = missing is null ? curve?.GainOf(Math.Max(1, labelsNow), LabelsOfGain) : null;
        return new()
        {
            ProjectId = project.Id,
            OrganizationId = project.OrganizationId,
            Dimension = slice.Dimension,
            Key = slice.Key,
            InputsHash = HashOf(slice, target, points),
            Status = needed is null ? SizingStatus.InsufficientData
                : needed.Value.Status == LabelsForTargetStatus.Ok ? SizingStatus.Ok
                : SizingStatus.Unreachable,
            Target = target,
            Message = needed?.Reason ?? missing?.Message ?? "",
            LabelsNow = labelsNow,
            AccuracyNow = latest?.Measurement.Accuracy,
            LabelsNeeded = needed?.Median,
            LabelsLow = needed?.Low80,
            LabelsHigh = needed?.High80,
            LabelsWith50 = needed?.Quantiles.With50,
            LabelsWith80 = needed?.Quantiles.With80,
            LabelsWith90 = needed?.Quantiles.With90,
            ReachedProbability = needed?.Reachable,
            GainPerThousandLabels = gain,
            GainPerHour = gain / (HoursPerLabel(totals) * LabelsOfGain),
            Advice = missing is null && curve is not null
                ? curve.AdviceFor(Math.Max(1, labelsNow), target)
                : StopAdvice.MeasureFirst,
            MissingKind = missing?.Kind,
            MissingHave = missing?.Have,
            MissingNeed = missing?.Need,
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

    private static double? HoursPerLabel(ProjectCounters totals)
        => totals is { DoneItems: > 0, HandlingSeconds: > 0 }
            ? totals.HandlingSeconds / totals.DoneItems / SecondsPerHour
            : null;
}
