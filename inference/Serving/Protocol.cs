using System.Text.Json;

namespace ActiveLabel.Inference.Serving;

/// <summary>The messages of the Open Inference Protocol v2 as far as our models need them.</summary>
internal static class Protocol
{
    /// <summary>A text, or a JSON array of pixels, or a JSON object of two records: by the model's card.</summary>
    public const string TextInput = "text";

    /// <summary>Says how many bytes of the answer are JSON; tensors follow.</summary>
    public const string HeaderLength = "Inference-Header-Content-Length";

    public static void Configure(JsonSerializerOptions options)
    {
        options.PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower;
        options.RespectNullableAnnotations = true;
        options.RespectRequiredConstructorParameters = true;
        options.DefaultIgnoreCondition = System.Text.Json.Serialization.JsonIgnoreCondition.WhenWritingNull;
    }
}

internal sealed record ServerMetadata(string Name, string Version, IReadOnlyList<string> Extensions);

internal sealed record ModelMetadata(
    string Name,
    IReadOnlyList<string> Versions,
    string Platform,
    IReadOnlyList<TensorMetadata> Inputs,
    IReadOnlyList<TensorMetadata> Outputs,
    ModelProperties Parameters);

internal sealed record TensorMetadata(string Name, string Datatype, IReadOnlyList<int> Shape);

internal sealed record ModelProperties(IReadOnlyList<string> Labels, double Temperature, string Sha256);

internal sealed record InferRequest(
    IReadOnlyList<InputTensor> Inputs,
    string? Id = null,
    InferParameters? Parameters = null,
    IReadOnlyList<RequestedOutput>? Outputs = null);

/// <param name="Data">Null where it comes behind the JSON.</param>
internal sealed record InputTensor(
    string Name,
    string Datatype,
    IReadOnlyList<int> Shape,
    IReadOnlyList<string>? Data = null,
    OutputParameters? Parameters = null);

internal sealed record InferParameters(bool? BinaryDataOutput = null);

internal sealed record RequestedOutput(string Name, OutputParameters? Parameters = null);

internal sealed record OutputParameters(bool? BinaryData = null, int? BinaryDataSize = null);

internal sealed record InferResponse(
    string ModelName, string ModelVersion, string? Id, IReadOnlyList<OutputTensor> Outputs);

internal sealed record OutputTensor(
    string Name,
    string Datatype,
    IReadOnlyList<int> Shape,
    OutputParameters? Parameters = null,
    Array? Data = null);

internal sealed record ModelIndexEntry(string Name, string Version, string State, string Reason = "");

internal sealed record TrainBody(
    IReadOnlyList<string> Labels,
    IReadOnlyList<Domain.Predictions.TrainingExample> Training,
    IReadOnlyList<Domain.Predictions.TrainingExample> Calibration,
    int Seed,
    Domain.Predictions.InputKind Inputs = Domain.Predictions.InputKind.Text,
    Domain.Predictions.Learner Learner = Domain.Predictions.Learner.Default,
    int Committee = 0,
    Domain.Predictions.ModelReference? Embedder = null);

internal sealed record EmbedderBody(
    Domain.Predictions.InputKind Inputs, IReadOnlyList<string> Sample, int Dimension, int Seed);

/// <param name="Manifest">What the model reads and what its numbers mean.</param>
/// <param name="Choices">K keys, in the order of a classifier's answer; empty for others.</param>
/// <param name="Owner">Whose staged files these are.</param>
/// <param name="File">SHA-256 of the staged model.</param>
/// <param name="Samples">Inputs that it must answer.</param>
internal sealed record InstallBody(
    Domain.Predictions.ModelManifest Manifest,
    IReadOnlyList<string> Choices,
    string Owner,
    string File,
    IReadOnlyList<string> Samples);

/// <param name="Columns">Numbers that an input gets.</param>
internal sealed record InstallAnswer(string Sha256, int Columns, double MillisecondsPerInput);

/// <param name="Targets">A distribution over the labels for each input.</param>
internal sealed record CalibrateBody(IReadOnlyList<string> Inputs, IReadOnlyList<float[]> Targets);

/// <param name="Method">temperature or vector: what said the truth best on examples it was not fitted on.</param>
internal sealed record CalibrateAnswer(
    string Method, double Temperature, double LogLossBefore, double LogLossTemperature, double LogLossVector);

internal sealed record StagedAnswer(string Sha256);

/// <param name="Committee">Members that it has beside it; trees have none.</param>
internal sealed record TrainAnswer(string Sha256, double Temperature, double TrainingSeconds, int Committee);

internal sealed record ErrorAnswer(string Error);
