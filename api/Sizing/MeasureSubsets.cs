using ActiveLabel.Api.Events;
using ActiveLabel.Api.Metrics;
using ActiveLabel.Api.Predictions;
using ActiveLabel.Api.Storage;
using ActiveLabel.Domain.Items;
using ActiveLabel.Domain.Predictions;
using ActiveLabel.Domain.Projects;
using ActiveLabel.Domain.Sizing;
using Microsoft.EntityFrameworkCore;

namespace ActiveLabel.Api.Sizing;

/// <summary>
/// Measures what models of fewer labels than there are would have been: the learning curve under this queue and the one
/// under random sampling, from their beginning, at a retrain.
/// </summary>
public sealed class MeasureSubsets(
    IDbContextFactory<ActiveLabelDb> databases, Writing writing, TrialModels trials, TimeProvider time)
{
    /// <summary>Points of each arm that are looked at for what is known.</summary>
    private const int KnownMax = 2_000;

    /// <param name="version">Names the trial models.</param>
    /// <param name="items">The project's items that are done, in the order in which they were.</param>
    /// <param name="embedder">On whose vectors the project's models are trained; null where they read items.</param>
    /// <param name="isStale">Whether what was measured before was of labels that do not count any more.</param>
    /// <returns>Points of the project that were measured.</returns>
    public async Task<int> ExecuteAsync(
        Project project,
        int version,
        IReadOnlyList<LabeledItem> items,
        ModelReference? embedder,
        bool isStale,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(project);
        ArgumentNullException.ThrowIfNull(items);
        var control = items.Where(item => item.Arm == Arm.Control).ToList();
        if (control.Count < Promotion.ControlItemsMin)
            return 0;
        var truth = control.ConvertAll(item => item.Label);
        var arrived = items.Where(item => item.Arm is Arm.Ranked or Arm.Random).ToList();
        var random = arrived.FindAll(item => item.Arm == Arm.Random);
        var known = isStale ? [] : await KnownAsync(project, cancellationToken);
        var measured = 0;
        foreach (var subset in NestedSubsets.Plan(arrived.Count, random.Count, control.Count, known))
        {
            var training = subset.Arm == CurveArm.Arrival
                ? arrived[..subset.Labels]
                : [.. NestedSubsets.Draw(
                    random, item => item.Id.Value, project.Seed, subset.Draw, subset.Labels)];
            // So few may all have the same label.
            if (RetrainModel.WhyNot(training) is not null)
                continue;
            var predictions = await trials.PredictAsync(
                project, version, training, items, control, embedder, cancellationToken);
            if (ControlMeasurement.Of(predictions, truth) is not { } measurement)
                continue;
            await RecordAsync(
                project,
                LearningCurveMeasurement.Of(
                    project, subset.Arm, subset.Labels, measurement, time.GetUtcNow(), draw: subset.Draw),
                CurvePoints.Measure(
                    project, [.. training, .. control], predictions, time.GetUtcNow(), subset),
                cancellationToken);
            measured++;
        }
        return measured;
    }

    private async Task<Dictionary<NestedSubset, int>> KnownAsync(
        Project project, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var known = new Dictionary<NestedSubset, int>();
        foreach (var arm in new[] { CurveArm.Arrival, CurveArm.RandomDraw })
        {
            var points = await CurvePoints.Of(db, project.Id, CurveSlice.All, arm)
                .OrderByDescending(point => point.Id).Take(KnownMax).ToListAsync(cancellationToken);
            foreach (var point in points)
                known.TryAdd(new(arm, point.ModelLabels, point.Draw), point.Measurement.Items);
        }
        return known;
    }

    private Task<LearningCurveMeasurement> RecordAsync(
        Project project,
        LearningCurveMeasurement point,
        IReadOnlyList<LearningCurveMeasurement> slices,
        CancellationToken cancellationToken)
        => writing.ExecuteAsync(
            async (db, token) =>
            {
                db.LearningCurve.Add(point);
                List<NewEvent> events = [MetricsChanged.Event(MetricCurve.LearningCurve)];
                if (CurvePoints.Add(db, slices) is { } sliced)
                    events.Add(sliced);
                await EventLog.AppendAsync(
                    db, project.OrganizationId, project.Id, new(), events, point.At, token);
                return point;
            },
            cancellationToken);
}
