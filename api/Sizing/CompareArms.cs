using ActiveLabel.Api.Events;
using ActiveLabel.Api.Metrics;
using ActiveLabel.Api.Predictions;
using ActiveLabel.Api.Storage;
using ActiveLabel.Domain.Items;
using ActiveLabel.Domain.Predictions;
using ActiveLabel.Domain.Projects;
using ActiveLabel.Domain.Sizing;

namespace ActiveLabel.Api.Sizing;

/// <summary>
/// Measures what active learning gains: a model trained on n labels of the random arm against one trained on the first
/// n labels of the ranked queue, both on the control arm.
/// </summary>
public sealed class CompareArms(Writing writing, TrialModels trials, TimeProvider time)
{
    /// <param name="version">Names the trial models; nothing of them stays.</param>
    /// <param name="items">The project's items that are done, in the order in which they were.</param>
    /// <param name="embedder">On whose vectors the project's models are trained; null where they read items.</param>
    public async Task ExecuteAsync(
        Project project,
        int version,
        IReadOnlyList<LabeledItem> items,
        ModelReference? embedder,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(project);
        ArgumentNullException.ThrowIfNull(items);
        var control = items.Where(item => item.Arm == Arm.Control).ToList();
        var labels = Math.Min(items.Count(item => item.Arm == Arm.Random), items.Count(item => item.Arm == Arm.Ranked));
        if (control.Count < Promotion.ControlItemsMin)
            return;
        var truth = control.ConvertAll(item => item.Label);
        List<float[]>? random = null;
        foreach (var (curve, arm) in new[] { (CurveArm.Random, Arm.Random), (CurveArm.Ranked, Arm.Ranked) })
        {
            var training = items.Where(item => item.Arm == arm).Take(labels).ToList();
            if (RetrainModel.WhyNot(training) is not null)
                return;
            var predictions = await trials.PredictAsync(
                project, version, training, items, control, embedder, cancellationToken);
            var gain = random is null ? null : LearningGain.Of(labels, predictions, random, truth);
            if (ControlMeasurement.Of(predictions, truth) is { } measurement)
                await RecordAsync(project, curve, labels, measurement with { Gain = gain }, cancellationToken);
            random = predictions;
        }
    }

    private Task<ControlMeasurement> RecordAsync(
        Project project, CurveArm arm, int labels, ControlMeasurement measurement, CancellationToken cancellationToken)
        => writing.ExecuteAsync(
            async (db, token) =>
            {
                var now = time.GetUtcNow();
                db.LearningCurve.Add(LearningCurveMeasurement.Of(project, arm, labels, measurement, now));
                await EventLog.AppendAsync(
                    db, project.OrganizationId, project.Id, new(), [MetricsChanged.Event(MetricCurve.LearningCurve)],
                    now, token);
                return measurement;
            },
            cancellationToken);
}
