using ActiveLabel.Api.Graph;
using ActiveLabel.Api.Predictions;
using ActiveLabel.Api.Security;
using ActiveLabel.Domain.Predictions;
using GraphQL;
using GraphQL.Types;

namespace ActiveLabel.Api.ModelRegistry;

/// <param name="ProjectId">Whose model it becomes.</param>
/// <param name="Name">What people call it, 1 to 200 characters.</param>
/// <param name="File">One ONNX file without external data, 256 MiB at the most.</param>
/// <param name="Manifest">What it reads and what its numbers mean.</param>
/// <param name="Shadow">
/// Whether it only runs beside the others; else the control arm may let it serve. Left out: no.
/// </param>
/// <param name="SampleExternalIds">Items that it must answer, 16 at the most; left out: some of the project's.</param>
/// <param name="IdempotencyKey">Chosen by the client, one for each request; a retry sends the same again.</param>
public sealed record UploadModelInput(
    [property: Id] string ProjectId,
    string Name,
    FileInput File,
    ModelManifestInput Manifest,
    string IdempotencyKey,
    bool? Shadow = null,
    IReadOnlyList<string>? SampleExternalIds = null);

/// <param name="ModelVersion">Quarantined where its file was refused; null where the input was.</param>
[Allow(Audience.Operators)]
public sealed record UploadModelPayload(
    ModelVersionType? ModelVersion,
    [property: OutputType(typeof(ListGraphType<NonNullGraphType<UploadModelErrorUnion>>))]
    IReadOnlyList<IUserError>? Errors);

/// <param name="ModelVersionId">Which version.</param>
/// <param name="Stage">SHADOW, CANDIDATE, RETIRED or QUARANTINED.</param>
/// <param name="Reason">Why, for those who come later.</param>
public sealed record SetModelStageInput([property: Id] string ModelVersionId, ModelStage Stage, string Reason);

/// <param name="ModelVersion">As it is now; null where it was refused.</param>
[Allow(Audience.Operators)]
public sealed record SetModelStagePayload(
    ModelVersionType? ModelVersion,
    [property: OutputType(typeof(ListGraphType<NonNullGraphType<SetModelStageErrorUnion>>))]
    IReadOnlyList<IUserError>? Errors);

/// <param name="ModelVersionId">The version that serves and shall not.</param>
/// <param name="Reason">Why, for those who come later.</param>
public sealed record RollBackModelInput([property: Id] string ModelVersionId, string Reason);

/// <param name="ModelVersion">The version that serves now; null where it was refused.</param>
/// <param name="RolledBack">The version that served before; null where it was refused.</param>
[Allow(Audience.Operators)]
public sealed record RollBackModelPayload(
    ModelVersionType? ModelVersion,
    ModelVersionType? RolledBack,
    [property: OutputType(typeof(ListGraphType<NonNullGraphType<RollBackModelErrorUnion>>))]
    IReadOnlyList<IUserError>? Errors);

/// <param name="ProjectId">Whose items it predicts.</param>
/// <param name="Name">What people call it, 1 to 200 characters.</param>
/// <param name="IdempotencyKey">Chosen by the client, one for each request; a retry sends the same again.</param>
public sealed record CreateExternalModelInput([property: Id] string ProjectId, string Name, string IdempotencyKey);

/// <param name="ModelVersion">Null where it was refused.</param>
[Allow(Audience.Operators)]
public sealed record CreateExternalModelPayload(
    ModelVersionType? ModelVersion,
    [property: OutputType(typeof(ListGraphType<NonNullGraphType<CreateExternalModelErrorUnion>>))]
    IReadOnlyList<IUserError>? Errors);

/// <summary>How probable a choice is.</summary>
/// <param name="Choice">Key of the choice of the leading question.</param>
/// <param name="Probability">0 to 1.</param>
public sealed record ProbabilityInput(string Choice, double Probability);

/// <summary>What a model says of an item.</summary>
/// <param name="ExternalId">What the item is called where it comes from.</param>
/// <param name="Probabilities">Together one; choices that are left out have 0.</param>
public sealed record PredictionInput(string ExternalId, IReadOnlyList<ProbabilityInput> Probabilities);

/// <param name="ModelVersionId">Of a model that is run elsewhere.</param>
/// <param name="Predictions">
/// 1 to 500 items, each once; fewer where there are many choices: a request holds 10,000 values.
/// </param>
/// <param name="IdempotencyKey">Chosen by the client, one for each request; a retry sends the same again.</param>
public sealed record ImportPredictionsInput(
    [property: Id] string ModelVersionId, IReadOnlyList<PredictionInput> Predictions, string IdempotencyKey);

/// <param name="Count">Predictions that are kept; null where it was refused.</param>
[Allow(Audience.Operators)]
public sealed record ImportPredictionsPayload(
    int? Count,
    [property: OutputType(typeof(ListGraphType<NonNullGraphType<ImportPredictionsErrorUnion>>))]
    IReadOnlyList<IUserError>? Errors);
