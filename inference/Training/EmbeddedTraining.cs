using ActiveLabel.Domain.Predictions;
using ActiveLabel.Inference.Models;

namespace ActiveLabel.Inference.Training;

/// <summary>Lets an embedder lay out the examples of a request, some at a time, and trains a head on that.</summary>
internal static class EmbeddedTraining
{
    private const int ChunkSize = 256;

    /// <exception cref="ArgumentException">The request cannot be learned from.</exception>
    /// <exception cref="ModelNotAvailableException">The embedder is missing, refused, none, or does not answer.
    /// </exception>
    public static async Task<(ModelCard Card, byte[] File)> TrainAsync(
        TrainingRequest request, ModelTrainer trainer, LoadedModels models, CancellationToken cancellationToken)
    {
        ModelTrainer.Check(request);
        var reference = request.Embedder ?? throw new ArgumentException("A head is trained on an embedder.");
        using var embedder = models.Use(reference);
        if (!embedder.Card.IsEmbedder)
            throw new ModelNotAvailableException($"Model {reference} is no embedder.");
        var vectors = new List<float[]>(request.Training.Count + request.Calibration.Count);
        foreach (var chunk in request.Training.Concat(request.Calibration).Chunk(ChunkSize))
            vectors.AddRange(await EmbedAsync(
                embedder, [.. chunk.Select(example => example.Text)], cancellationToken));
        if (vectors.Exists(vector => vector.Length != vectors[0].Length))
            throw new ModelNotAvailableException(
                $"Embedder {reference} gives examples different numbers of numbers; nothing is trained on it.");
        return await Task.Run(
            () => trainer.TrainHead(
                request, new(reference.Name, reference.Version, embedder.Card.Sha256), vectors, cancellationToken),
            cancellationToken);
    }

    private static async Task<IEnumerable<float[]>> EmbedAsync(
        LoadedModels.ModelUse embedder, string[] inputs, CancellationToken cancellationToken)
    {
        try
        {
            var said = HeadModel.ScaledToLength1(await embedder.Runner.AnswerAsync(inputs, cancellationToken));
            return said.Numbers.Chunk(said.Columns);
        }
        catch (InvalidDataException e)
        {
            throw new ModelNotAvailableException(
                $"Embedder {embedder.Card.Reference} does not answer the examples: {e.Message}");
        }
    }
}
