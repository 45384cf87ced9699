using ActiveLabel.Api.Acquisition;
using ActiveLabel.Api.Alerts;
using ActiveLabel.Api.Events;
using ActiveLabel.Api.Metrics;
using ActiveLabel.Api.ModelRegistry;
using ActiveLabel.Api.Sizing;
using ActiveLabel.Api.Storage;
using ActiveLabel.Domain.Items;
using ActiveLabel.Domain.Predictions;
using ActiveLabel.Domain.Projects;
using ActiveLabel.Domain.Sizing;
using Microsoft.EntityFrameworkCore;

namespace ActiveLabel.Api.Predictions;

/// <param name="Version">The version that was made; null when there was nothing to learn from.</param>
public sealed record RetrainResult(int? Version, bool IsPromoted, int Labels, string Decision);

/// <summary>
/// Trains a model on what the judgements say, measures it on the control arm and lets it serve unless it is worse.
/// </summary>
public sealed class RetrainModel(
    IDbContextFactory<ActiveLabelDb> databases,
    Writing writing,
    ITrainer trainer,
    IPredictor predictor,
    CompareArms compareArms,
    MeasureSubsets measureSubsets,
    MeasureTrust measureTrust,
    EmbedItems embedItems,
    TimeProvider time)
{
    /// <summary>With fewer labels a model says nothing worth ordering a queue by.</summary>
    public const int LabelsMin = NestedSubsets.SizeMin;

    public static readonly TimeSpan Interval = TimeSpan.FromMinutes(5);

    public async Task<RetrainResult> ExecuteAsync(Project project, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(project);
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var embedder = await Embedders.FindAsync(db, project, cancellationToken);
        var items = await LabeledItem.LoadAsync(db, project, cancellationToken, embedder?.Inputs);
        var training = items.Where(item => item.Arm is Arm.Ranked or Arm.Random).ToList();
        var versions = db.ModelVersions.AsNoTracking().Where(model => model.ProjectId == project.Id);
        var latest = await versions.OrderByDescending(model => model.Version).FirstOrDefaultAsync(cancellationToken);
        var serving = await versions.SingleOrDefaultAsync(
            model => model.Stage == ModelStage.Serving, cancellationToken);
        var reference = ModelVersion.ReferenceOf(project.Id, (latest?.Version ?? 0) + 1);
        var request = LabeledItem.RequestOf(
            project, reference, training, items, embedder?.Reference ?? SpaceOf(project, reference));
        var problem = embedder is null ? null : Embedders.ProblemOf(embedder);
        if ((problem ?? WhyNot(training, latest, request, embedder)) is { } reason)
            return new(null, IsPromoted: false, training.Count, reason);

        if (embedder is null && request.Embedder is { } space)
            await embedItems.FitAsync(db, project, space, request.Inputs, cancellationToken);
        var trained = await trainer.TrainAsync(request, cancellationToken);
        var control = items.Where(item => item.Arm == Arm.Control).ToList();
        var truth = control.ConvertAll(item => item.Label);
        var candidate = await LabeledItem.PredictAsync(predictor, reference, control, cancellationToken);
        var decision = Promotion.Decide(
            candidate,
            serving is null
                ? null
                : await LabeledItem.PredictAsync(
                    predictor,
                    serving.Reference,
                    serving.Inputs == embedder?.Inputs
                        ? control
                        : await LabeledItem.LoadAsync(db, project, cancellationToken, serving.Inputs, [Arm.Control]),
                    cancellationToken),
            truth);
        var trainedModel = new ModelVersion
        {
            OrganizationId = project.OrganizationId,
            ProjectId = project.Id,
            Version = reference.Version,
            Stage = ModelStage.Rejected,
            CreatedAt = time.GetUtcNow(),
            Labels = training.Count,
            Temperature = trained.Temperature,
            Committee = trained.Committee,
            Inputs = embedder?.Inputs,
            EmbedderId = embedder?.Id,
            Sha256 = trained.Sha256,
            Measurement = ControlMeasurement.Of(candidate, truth),
            Decision = decision.Reason,
        };
        var model = await writing.ExecuteAsync(
            (write, token) => RecordAsync(
                write,
                project,
                trainedModel,
                decision.Promotes,
                CurvePoints.Measure(project, items, candidate, trainedModel.CreatedAt),
                token),
            cancellationToken);
        if (decision.Promotes)
            await measureTrust.ExecuteAsync(project, cancellationToken);
        await compareArms.ExecuteAsync(project, reference.Version, items, request.Embedder, cancellationToken);
        await measureSubsets.ExecuteAsync(
            project, reference.Version, items, request.Embedder, latest?.IsStale ?? false, cancellationToken);
        return new(model.Version, decision.Promotes, training.Count, decision.Reason);
    }

    /// <returns>The latent space that the version is a head on, of its own; null where it reads items.</returns>
    private static ModelReference? SpaceOf(Project project, ModelReference version)
        => project.Settings.Learner == Learner.LatentSpace
            ? new($"project-{project.Id.Value}-space", version.Version)
            : null;

    /// <param name="latest">Null where nothing but the labels is looked at.</param>
    /// <param name="next">What would be asked for.</param>
    /// <returns>Null where it is worth a training.</returns>
    internal static string? WhyNot(
        IReadOnlyList<LabeledItem> training,
        ModelVersion? latest = null,
        TrainingRequest? next = null,
        ModelVersion? embedder = null)
    {
        if (training.Count < LabelsMin)
            return $"{training.Count} items are labeled; a model is trained from {LabelsMin} on.";
        if (training.DistinctBy(item => item.Label).Count() < 2)
            return "All items have the same label so far; a model needs at least two.";
        var isOtherwise = latest is { Source: ModelSource.Trained } && (latest.EmbedderId != embedder?.Id
            || (next is { Committee: > 0, IsLearnedByTrees: false } && latest.Committee != next.Committee));
        return latest is { IsStale: false } && latest.Labels == training.Count && !isOtherwise
            ? $"No label has come since version {latest.Version}." : null;
    }

    private static async Task<ModelVersion> RecordAsync(
        ActiveLabelDb db,
        Project project,
        ModelVersion trained,
        bool promotes,
        IReadOnlyList<LearningCurveMeasurement> slices,
        CancellationToken cancellationToken)
    {
        // An upload may have taken the number while the training went on.
        var model = await ModelNumbers.AddAsync(db, trained, cancellationToken);
        if (promotes)
        {
            await PromoteModel.RetireServingAsync(db, project.Id, cancellationToken);
            model.Serve(model.Decision, model.CreatedAt);
        }
        // A handful of control items would say anything.
        var measurement = model.Measurement is { Items: >= Promotion.ControlItemsMin } measured ? measured : null;
        if (measurement is not null)
            db.LearningCurve.Add(LearningCurveMeasurement.Of(
                project, CurveArm.All, model.Labels, measurement, model.CreatedAt));
        var sliced = CurvePoints.Add(db, measurement is null ? [] : slices);
        await db.SaveChangesAsync(cancellationToken);
        List<NewEvent> events =
        [
            ModelVersionChanged.Event(EventKind.ModelTrained, model),
            model.Stage == ModelStage.Serving
                ? ModelVersionChanged.Event(EventKind.ModelPromoted, model)
                : Alert.ModelRejected(model.Version, model.Decision).ToEvent(),
        ];
        if (measurement is not null)
            events.Add(MetricsChanged.Event(MetricCurve.LearningCurve));
        if (sliced is not null)
            events.Add(sliced);
        await EventLog.AppendAsync(
            db, project.OrganizationId, project.Id, new(), events, model.CreatedAt, cancellationToken);
        return model;
    }
}
