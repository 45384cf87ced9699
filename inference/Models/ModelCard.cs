using System.Text.Json;
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

    internal static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        NewLine = "\n",
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
    };

    public string Format { get; init; } = ClassifierFormat;

    internal ModelReference Reference => new(Name, Version);

    /// <summary>What an input gets.</summary>
    internal TensorShape Output => Outputs is [{ Shape: [_, > 0] } output]
        ? output
        : throw new InvalidDataException("its card does not say what comes out");
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
