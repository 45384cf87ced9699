using ActiveLabel.Api.Graph;
using ActiveLabel.Api.Security;
using ActiveLabel.Api.Storage;
using ActiveLabel.Domain.Predictions;
using ActiveLabel.Domain.Projects;
using GraphQL;
using GraphQL.DataLoader;
using Microsoft.EntityFrameworkCore;

namespace ActiveLabel.Api.Predictions;

/// <summary>One model of a project, and how good it is on the control arm.</summary>
[Implements(typeof(INode))]
[Allow(Audience.Staff)]
public sealed class ModelVersionType(ModelVersion model) : INode
{
    [Id]
    public string Id => GlobalId.Of(model.Id);

    /// <summary>Counted from 1 within the project.</summary>
    public int Version => model.Version;

    /// <summary>Whether it serves.</summary>
    public ModelStage Stage => model.Stage;
    public DateTimeOffset CreatedAt => model.CreatedAt;

    /// <summary>Where it comes from.</summary>
    public ModelSource Source => model.Source;

    /// <summary>What people call it; empty for what was trained here.</summary>
    public string Name => model.Name;

    /// <summary>What its answers are.</summary>
    public ModelKind Kind => model.Kind;

    /// <summary>When it began to serve, the last time; null while it never has.</summary>
    public DateTimeOffset? ServedAt => model.ServedAt;

    /// <summary>Labeled items that its weights were fitted on.</summary>
    public int Labels => model.Labels;

    /// <summary>Greater than one where the raw model was overconfident.</summary>
    public double Temperature => model.Temperature;

    /// <summary>Members of the committee that it has beside it; 0 for none.</summary>
    public int Committee => model.Committee;

    /// <summary>
    /// Of a head: the embedder whose vectors it reads, pinned by its SHA-256. Null where the version reads items.
    /// </summary>
    public IDataLoaderResult<ModelVersionType?>? Embedder(Caller caller, [FromServices] Batches batches)
        => model.EmbedderId is { } embedder ? batches.Find(caller, embedder, FetchAsync) : null;

    /// <summary>SHA-256 of the ONNX file, which is run only if it has it. Empty where it is run elsewhere.</summary>
    public string Sha256 => model.Sha256;

    /// <summary>On the control arm; null while no control item is done, as are the next six.</summary>
    public double? Accuracy => model.Measurement?.Accuracy;

    /// <summary>Lower end of the 95 % interval of the accuracy.</summary>
    public double? AccuracyLow => model.Measurement?.AccuracyLow;

    /// <summary>Upper end of the 95 % interval of the accuracy.</summary>
    public double? AccuracyHigh => model.Measurement?.AccuracyHigh;

    /// <summary>Mean of -ln P(true label), in nats.</summary>
    public double? LogLoss => model.Measurement?.LogLoss;

    /// <summary>Expected calibration error of the top label.</summary>
    public double? Ece => model.Measurement?.CalibrationError;

    /// <summary>
    /// What the calibration error would be by chance alone, in the mean, if every probability were true; null also for
    /// versions measured before it was kept.
    /// </summary>
    public double? EceFloor => model.Measurement?.CalibrationErrorFloor;

    /// <summary>Mean of the calibrated probability of the top label, 0 to 1.</summary>
    public double? MeanConfidence => model.Measurement?.MeanConfidence;

    internal IReadOnlyList<double>? SetThresholds => model.Measurement?.SetThresholds;

    /// <summary>Control items that it was measured on.</summary>
    public int ControlItems => model.Measurement?.Items ?? 0;

    /// <summary>
    /// Share of the judgements of control items that say what it says, 0 to 1; null while it was not compared.
    /// </summary>
    public double? HumanAgreement => model.Agreement?.Share;

    /// <summary>
    /// Share of pairs of judgements of one control item that say the same: what a worker reaches. Null where no item
    /// has two.
    /// </summary>
    public double? AgreementAmongHumans => model.Agreement?.HumanShare;

    /// <summary>
    /// Milliseconds for an item among others, as last measured; null while it was not, or where it is run elsewhere.
    /// </summary>
    public double? LatencyMilliseconds => model.LatencyMilliseconds;

    /// <summary>What it may answer without people, and how that goes; null while that was not looked at.</summary>
    public ModelTrustType? Trust => model.Trust is { } trust ? new(trust) : null;

    /// <summary>
    /// Whether it was trained on judgements that no longer count, or without some that do again; the next version is
    /// not.
    /// </summary>
    public bool IsStale => model.IsStale;

    /// <summary>Why it serves or not, in words.</summary>
    public string Decision => model.Decision;

    internal static async Task<IReadOnlyDictionary<ModelVersionId, ModelVersionType>> FetchAsync(
        ActiveLabelDb db,
        OrganizationId organization,
        IReadOnlyList<ModelVersionId> ids,
        CancellationToken cancellationToken)
        => await db.ModelVersions.AsNoTracking()
            .Where(model => model.OrganizationId == organization && ids.Contains(model.Id))
            .ToDictionaryAsync(model => model.Id, model => new ModelVersionType(model), cancellationToken);

    internal static async Task<IReadOnlyDictionary<ProjectId, ModelVersionType>> FetchServingAsync(
        ActiveLabelDb db,
        OrganizationId organization,
        IReadOnlyList<ProjectId> projects,
        CancellationToken cancellationToken)
        => await db.ModelVersions.AsNoTracking()
            .Where(model => model.OrganizationId == organization && projects.Contains(model.ProjectId)
                && model.Stage == ModelStage.Serving)
            .ToDictionaryAsync(model => model.ProjectId, model => new ModelVersionType(model), cancellationToken);
}
