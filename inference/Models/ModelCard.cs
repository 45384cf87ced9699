using System.Text.Json;
using System.Text.Json.Serialization;
using ActiveLabel.Domain.Calibration;
using ActiveLabel.Domain.Predictions;
using ActiveLabel.Inference.Text;

namespace ActiveLabel.Inference.Models;

/// <summary>model.json: what a model is, what it was trained on and how it did.</summary>
/// <param name="Labels">K, the order of the probabilities; empty for an embedder.</param>
/// <param name="Temperature">Already part of the graph.</param>
/// <param name="Sha256">Of model.onnx, lower-case hexadecimal.</param>
public sealed record ModelCard(
    string Name,
    int Version,
    IReadOnlyList<string> Labels,
    FeaturizerOptions Features,
    IReadOnlyList<TensorShape> Inputs,
    IReadOnlyList<TensorShape> Outputs,
    double Temperature,
    string Sha256,
    ModelTraining Training)
{
    public const string ClassifierFormat = "activelabel-text-classifier/1";
    public const string EmbedderFormat = "activelabel-embedder/1";
    public const string UploadFormat = "activelabel-upload/1";
    public const string HeadFormat = "activelabel-head/1";

    internal static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        NewLine = "\n",
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
    };

    public string Format { get; init; } = ClassifierFormat;

    /// <summary>For uploaded models alone: what they read and what their numbers mean.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public ModelManifest? Manifest { get; init; }

    /// <summary>What makes an uploaded classifier's probabilities honest; null before it is fitted.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public LogitScaling? Scaling { get; init; }

    /// <summary>For heads alone: whose vectors they read.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public EmbedderOfHead? Embedder { get; init; }

    /// <summary>For trees alone: the names of the numbers that they read, in order.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<string>? Columns { get; init; }

    internal ModelReference Reference => new(Name, Version);

    internal bool IsKnownFormat
        => Manifest is not null ? Format == UploadFormat
            : Embedder is not null ? Format == HeadFormat
            : Format is ClassifierFormat or EmbedderFormat;

    /// <summary>Whether it lays inputs out as vectors.</summary>
    internal bool IsEmbedder => Manifest is null ? Format == EmbedderFormat : Manifest.Kind == ModelKind.Embedder;

    /// <summary>Files beside the model's that it is not without, by their hash.</summary>
    internal IEnumerable<string> Files => new[] { Manifest?.Input.Tokens?.Vocabulary, Manifest?.Input.Tokens?.Merges }
        .OfType<string>().Distinct();

    internal static ModelCard OfUpload(
        ModelReference model, ModelManifest manifest, IReadOnlyList<string> choices, string sha256)
        => new(
            model.Name,
            model.Version,
            manifest.Kind == ModelKind.Classifier ? choices : [],
            new(Inputs: manifest.Input.Kind),
            [],
            [new(manifest.Output.Tensor, "FP32", [-1, -1])],
            Temperature: 1,
            sha256,
            new("uploaded", Seed: 0, Examples: 0, [], CalibrationExamples: 0, null, null))
        {
            Format = UploadFormat,
            Manifest = manifest,
        };

    /// <summary>Members of the committee beside it; 0 for none.</summary>
    internal int Committee => Outputs is [_, { Shape: [_, > 0 and var members, _] }] ? members : 0;

    /// <summary>What an input gets.</summary>
    internal TensorShape Output => Outputs is [{ Shape: [_, > 0] } output, ..]
        ? output
        : throw new InvalidDataException("its card does not say what comes out");
}

/// <param name="Sha256">Of its model.onnx: a head is worth nothing behind another one.</param>
public sealed record EmbedderOfHead(string Name, int Version, string Sha256)
{
    internal ModelReference Reference => new(Name, Version);
}

/// <param name="Shape">-1 for a length that may vary.</param>
public sealed record TensorShape(string Name, string Datatype, IReadOnlyList<int> Shape);

/// <param name="Examples">What the weights were fitted on.</param>
/// <param name="ExamplesByLabel">K: the sums of their targets.</param>
/// <param name="CalibrationExamples">What the temperature was fitted on beside cross-validation.</param>
/// <param name="CrossValidation">On training examples that the measured weights had not seen; null if not done.</param>
/// <param name="Calibration">On the calibration examples, that decided the temperature; null without any.</param>
public sealed record ModelTraining(
    string Trainer,
    int Seed,
    int Examples,
    IReadOnlyList<double> ExamplesByLabel,
    int CalibrationExamples,
    ModelMetrics? CrossValidation,
    ModelMetrics? Calibration);

/// <param name="Accuracy">Share of examples whose likeliest target is the likeliest label.</param>
/// <param name="LogLoss">Nats.</param>
/// <param name="ExpectedCalibrationError">Over 15 bins.</param>
public sealed record ModelMetrics(int Examples, double Accuracy, double LogLoss, double ExpectedCalibrationError);
