using System.Diagnostics;
using ActiveLabel.Api.Alerts;
using ActiveLabel.Api.Events;
using ActiveLabel.Api.Judgements;
using ActiveLabel.Api.Predictions;
using ActiveLabel.Api.Storage;
using ActiveLabel.Domain.Items;
using ActiveLabel.Domain.Judgements;
using ActiveLabel.Domain.Predictions;
using ActiveLabel.Domain.Projects;
using ActiveLabel.Domain.Sizing;
using Microsoft.EntityFrameworkCore;

namespace ActiveLabel.Api.ModelRegistry;

/// <param name="Measured">Versions that were measured.</param>
/// <param name="Promoted">The number of the version that serves since; null where none was promoted.</param>
public sealed record MeasureModelsResult(int Measured, int? Promoted, string Message);

/// <summary>
/// Measures candidates, versions in the shadow, versions that are run elsewhere and the one that serves on the control
/// arm, and lets a candidate serve that is not worse than what does.
/// </summary>
public sealed class MeasureModels(
    IDbContextFactory<ActiveLabelDb> databases,
    Writing writing,
    IPredictor predictor,
    IModelInstaller installer,
    MeasureTrust measureTrust,
    TimeProvider time)
{
    public static readonly TimeSpan Interval = TimeSpan.FromMinutes(15);

    /// <summary>The newest ones, at a time.</summary>
    public const int VersionsMax = 20;

    /// <summary>Of the control arm, the items done last: what a measurement costs has a bound.</summary>
    private const int ControlItemsMax = 5_000;

    /// <summary>With fewer no scaling is fitted.</summary>
    private const int CalibrationItemsMin = 20;

    private const int ChunkSize = 500;

    public async Task<MeasureModelsResult> ExecuteAsync(Project project, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(project);
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        ModelStage[] measured = [ModelStage.Candidate, ModelStage.Shadow, ModelStage.Serving];
        var models = await db.ModelVersions.AsNoTracking()
            .Where(model => model.ProjectId == project.Id && model.Kind == ModelKind.Classifier
                && measured.Contains(model.Stage))
            .OrderByDescending(model => model.Id).Take(VersionsMax).ToListAsync(cancellationToken);
        if (models.Count == 0)
            return new(0, null, "There is no candidate, nothing in the shadow, and nothing serves.");
        int? promoted = null;
        var serving = models.Find(model => model.Stage == ModelStage.Serving);
        foreach (var model in models.OrderBy(model => model.Id.Value))
            if (await MeasureAsync(db, project, model, serving, cancellationToken) == ModelStage.Serving
                && model.Stage == ModelStage.Candidate)
                (promoted, serving) = (model.Version, model);
        await measureTrust.ExecuteAsync(project, cancellationToken);
        return new(models.Count, promoted, promoted is { } number
            ? $"Version {number} serves."
            : "Measured; nothing changes.");
    }

    /// <returns>The stage that the version has then.</returns>
    private async Task<ModelStage> MeasureAsync(
        ActiveLabelDb db,
        Project project,
        ModelVersion model,
        ModelVersion? serving,
        CancellationToken cancellationToken)
    {
        if (model is { Source: ModelSource.Uploaded, Measurement: null })
            await CalibrateAsync(db, project, model, cancellationToken);
        var control = await ControlAsync(db, project, model, cancellationToken);
        var start = Stopwatch.GetTimestamp();
        var predictions = await PredictAsync(db, model, control, cancellationToken);
        if (model.Source != ModelSource.External && control.Count > 0)
            model.LatencyMilliseconds = Stopwatch.GetElapsedTime(start).TotalMilliseconds / control.Count;
        // What was not predicted elsewhere cannot be measured.
        var known = control.Where(item => predictions.ContainsKey(item.Id)).ToList();
        var (rows, truth) = (known.ConvertAll(item => predictions[item.Id]), known.ConvertAll(item => item.Label));
        model.Measurement = ControlMeasurement.Of(rows, truth);
        model.Agreement = await AgreementAsync(db, project, known, rows, cancellationToken);
        var decision = model is { Stage: ModelStage.Candidate, CanServe: true }
            ? truth.Count < Promotion.ControlItemsMin
                ? null
                : Promotion.Decide(rows, await ServingAsync(db, project, serving, known, cancellationToken), truth)
            : null;
        var stored = model.Source == ModelSource.External || model.Stage == ModelStage.Serving ? [] : known;
        return await writing.ExecuteAsync(
            (write, token) => RecordAsync(
                write,
                model,
                decision,
                PredictionRows.Of(
                    stored.ConvertAll(item => item.Id),
                    stored.Count == 0 ? [] : rows.ConvertAll(row => new Prediction(row))),
                token),
            cancellationToken);
    }

    private async Task CalibrateAsync(
        ActiveLabelDb db, Project project, ModelVersion model, CancellationToken cancellationToken)
    {
        var items = await LabeledItem.LoadAsync(db, project, cancellationToken, model.Inputs, [Arm.Calibration]);
        if (items.Count < CalibrationItemsMin)
            return;
        var calibrated = await installer.CalibrateAsync(
            model.Reference,
            items.ConvertAll(item => item.Input.Value),
            items.ConvertAll(item => item.Posterior),
            cancellationToken);
        model.Temperature = calibrated.Temperature;
    }

    private static async Task<List<LabeledItem>> ControlAsync(
        ActiveLabelDb db, Project project, ModelVersion model, CancellationToken cancellationToken)
    {
        var all = await LabeledItem.LoadAsync(db, project, cancellationToken, model.Inputs, [Arm.Control]);
        return all[Math.Max(0, all.Count - ControlItemsMax)..];
    }

    private async Task<Dictionary<ItemId, float[]>> PredictAsync(
        ActiveLabelDb db, ModelVersion model, List<LabeledItem> items, CancellationToken cancellationToken)
    {
        if (model.Source != ModelSource.External)
            return (await LabeledItem.PredictAsync(predictor, model.Reference, items, cancellationToken))
                .Zip(items).ToDictionary(pair => pair.Second.Id, pair => pair.First);
        var known = new Dictionary<ItemId, float[]>();
        foreach (var ids in items.Select(item => item.Id).Chunk(ChunkSize))
            foreach (var record in await db.PredictionRecords.AsNoTracking()
                .Where(record => record.ModelVersionId == model.Id && ids.Contains(record.ItemId))
                .ToListAsync(cancellationToken))
                known[record.ItemId] = record.Probabilities;
        return known;
    }

    private async Task<IReadOnlyList<float[]>?> ServingAsync(
        ActiveLabelDb db,
        Project project,
        ModelVersion? serving,
        List<LabeledItem> control,
        CancellationToken cancellationToken)
    {
        if (serving is null)
            return null;
        var own = (await ControlAsync(db, project, serving, cancellationToken))
            .ToDictionary(item => item.Id);
        return await LabeledItem.PredictAsync(
            predictor, serving.Reference, control.ConvertAll(item => own[item.Id]), cancellationToken);
    }

    private static async Task<HumanAgreement?> AgreementAsync(
        ActiveLabelDb db,
        Project project,
        List<LabeledItem> items,
        List<float[]> predictions,
        CancellationToken cancellationToken)
    {
        var question = project.Schema.Questions[0];
        var answers = new Dictionary<ItemId, List<int>>();
        foreach (var ids in items.Select(item => item.Id).Chunk(ChunkSize))
            foreach (var row in await db.CountedJudgements().AsNoTracking()
                .Where(judgement => ids.Contains(judgement.ItemId)).OrderBy(judgement => judgement.Id)
                .Select(judgement => new { judgement.ItemId, judgement.Answers }).ToListAsync(cancellationToken))
                if (row.Answers.FirstOrDefault(answer => answer.QuestionKey == question.Key)?.Value
                    is SingleChoiceValue value && question.IndexOf(value.Choice) is >= 0 and var choice)
                {
                    if (!answers.TryGetValue(row.ItemId, out var own))
                        answers[row.ItemId] = own = [];
                    own.Add(choice);
                }
        return HumanAgreement.Of(
            [.. items.Zip(predictions).Where(pair => answers.ContainsKey(pair.First.Id))
                .Select(pair => ((IReadOnlyList<int>)answers[pair.First.Id], pair.Second))]);
    }

    private async Task<ModelStage> RecordAsync(
        ActiveLabelDb db,
        ModelVersion measured,
        Promotion? decision,
        PredictionRows rows,
        CancellationToken cancellationToken)
    {
        var (now, model) = (time.GetUtcNow(), await db.ModelVersions.SingleAsync(
            known => known.Id == measured.Id, cancellationToken));
        (model.Measurement, model.Agreement, model.Temperature, model.LatencyMilliseconds) = (
            measured.Measurement, measured.Agreement, measured.Temperature, measured.LatencyMilliseconds);
        await SqlDialect.Of(db.Database).Predictions.RecordAsync(db, rows, model, now, cancellationToken);
        var events = new List<NewEvent> { ModelVersionChanged.Event(EventKind.ModelChanged, model) };
        // Somebody may have decided meanwhile.
        if (decision is not null && model.Stage == ModelStage.Candidate)
        {
            if (decision.Promotes)
            {
                await PromoteModel.RetireServingAsync(db, model.ProjectId, cancellationToken);
                model.Serve(decision.Reason, now);
                events.Add(ModelVersionChanged.Event(EventKind.ModelPromoted, model));
            }
            else
            {
                (model.Stage, model.Decision) = (ModelStage.Rejected, decision.Reason);
                events.Add(Alert.ModelRejected(model.Version, decision.Reason).ToEvent());
            }
        }
        await db.SaveChangesAsync(cancellationToken);
        await Events.EventLog.AppendAsync(
            db, model.OrganizationId, model.ProjectId, new(), events, now, cancellationToken);
        return model.Stage;
    }
}
