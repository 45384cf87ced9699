using ActiveLabel.Api.Alerts;
using ActiveLabel.Api.Events;
using ActiveLabel.Api.Storage;
using ActiveLabel.Domain.Items;
using ActiveLabel.Domain.Predictions;
using ActiveLabel.Domain.Projects;
using Microsoft.EntityFrameworkCore;

namespace ActiveLabel.Api.Predictions;

/// <summary>
/// Says from the calibration share what the serving version may answer without people, and from the control arm whether
/// that was right; where it was not, the version is stopped.
/// </summary>
public sealed class MeasureTrust(
    IDbContextFactory<ActiveLabelDb> databases, Writing writing, IPredictor predictor, TimeProvider time)
{
    /// <summary>Of each share, the items done last: what a measurement costs has a bound.</summary>
    private const int ItemsMax = 5_000;

    /// <returns>Null where no version serves that is run here.</returns>
    public async Task<ModelTrust?> ExecuteAsync(Project project, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(project);
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var model = await db.ModelVersions.AsNoTracking().SingleOrDefaultAsync(
            version => version.ProjectId == project.Id && version.Stage == ModelStage.Serving, cancellationToken);
        if (model is null or { CanServe: false })
            return null;
        var items = await LabeledItem.LoadAsync(
            db, project, cancellationToken, model.Inputs, [Arm.Calibration, Arm.Control]);
        var trust = ModelTrust.Of(
            1 - project.Schema.Questions[0].TargetConfidence,
            await HoldAsync(model, items, Arm.Calibration, cancellationToken),
            await HoldAsync(model, items, Arm.Control, cancellationToken),
            model.Trust,
            time.GetUtcNow());
        await writing.ExecuteAsync((write, token) => RecordAsync(write, model.Id, trust, token), cancellationToken);
        return trust;
    }

    private async Task<List<SureAnswer>> HoldAsync(
        ModelVersion model, List<LabeledItem> items, Arm arm, CancellationToken cancellationToken)
    {
        var own = items.Where(item => item.Arm == arm).TakeLast(ItemsMax).ToList();
        var predictions = await LabeledItem.PredictAsync(predictor, model.Reference, own, cancellationToken);
        return [.. own.Zip(predictions, (item, row) => SureAnswer.Of(row, item.Label))];
    }

    private static async Task<int> RecordAsync(
        ActiveLabelDb db, ModelVersionId id, ModelTrust trust, CancellationToken cancellationToken)
    {
        var model = await db.ModelVersions.SingleAsync(version => version.Id == id, cancellationToken);
        var isStopped = trust.StoppedAt is not null && model.Trust?.StoppedAt is null;
        model.Trust = trust;
        await db.SaveChangesAsync(cancellationToken);
        if (isStopped)
            await EventLog.AppendAsync(
                db,
                model.OrganizationId,
                model.ProjectId,
                new(),
                [
                    ModelVersionChanged.Event(EventKind.ModelChanged, model),
                    Alert.ModelNotTrusted(model.Version, trust).ToEvent(),
                ],
                trust.StoppedAt!.Value,
                cancellationToken);
        return 0;
    }
}
