using System.Security.Cryptography;
using ActiveLabel.Domain.Predictions;
using ActiveLabel.Inference.Features;
using ActiveLabel.Inference.Models;
using ActiveLabel.Inference.Onnx;
using ActiveLabel.Inference.Text;

namespace ActiveLabel.Inference.Training;

/// <summary>A sample of inputs to an embedder: the latent space of their features, as a model file.</summary>
internal static class EmbedderTrainer
{
    public const int DimensionMax = 256;
    public const int SampleMax = 10_000;

    private const string TrainerName = "latent-space/1";

    /// <exception cref="ArgumentException">No input, too many, or a dimension out of bounds.</exception>
    public static (ModelCard Card, byte[] File) Fit(EmbedderRequest request, CancellationToken cancellationToken)
    {
        if (request.Sample.Count is 0 or > SampleMax || request.Sample.Any(input => input is null))
            throw new ArgumentException($"An embedder is found on 1 to {SampleMax} inputs.");
        if (request.Dimension is < 2 or > DimensionMax || !Enum.IsDefined(request.Inputs))
            throw new ArgumentException($"An embedding has 2 to {DimensionMax} dimensions, of a known kind of input.");
        var features = new FeaturizerOptions(Inputs: request.Inputs);
        var featurizer = Featurizers.Of(features);
        var space = LatentSpace.Fit(
            [.. request.Sample.Select(featurizer.Featurize)],
            features.Buckets,
            request.Dimension,
            weighs: request.Inputs == InputKind.Text,
            new Random(request.Seed),
            cancellationToken);
        var file = OnnxWriter.Write(space);
        var card = new ModelCard(
            request.Model.Name,
            request.Model.Version,
            [],
            features,
            [new(OnnxWriter.Buckets, "INT64", [-1, -1]), new(OnnxWriter.Weights, "FP32", [-1, -1])],
            [new(OnnxWriter.Embedding, "FP32", [-1, space.Dimension])],
            Temperature: 1,
            Convert.ToHexStringLower(SHA256.HashData(file)),
            new(TrainerName, request.Seed, request.Sample.Count, [], 0, null, null))
        {
            Format = ModelCard.EmbedderFormat,
        };
        return (card, file);
    }
}
