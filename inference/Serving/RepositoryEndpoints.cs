using System.Diagnostics;
using ActiveLabel.Domain.Predictions;
using ActiveLabel.Inference.Models;
using ActiveLabel.Inference.Training;

namespace ActiveLabel.Inference.Serving;

/// <summary>Which models there are, which are in memory, and how new ones are made.</summary>
internal static class RepositoryEndpoints
{
    public static ModelMetadata Metadata(ModelReference model, LoadedModels models)
    {
        using var use = models.Use(model);
        var card = use.Card;
        return new(
            model.Name,
            [$"{model.Version}"],
            "onnxruntime_onnx",
            [new(Protocol.TextInput, "BYTES", [-1])],
            [.. OutputsOf(card)],
            new(card.Labels, card.Temperature, card.Sha256));
    }

    public static IEnumerable<ModelIndexEntry> Index(ModelStore store, LoadedModels models)
        => store.List().Select(model => new ModelIndexEntry(
            model.Name,
            $"{model.Version}",
            models.IsLoaded(model) ? "READY" : "UNAVAILABLE",
            store.QuarantineOf(model) is { } reason ? $"quarantined: {reason}" : ""));

    public static void Load(ModelReference model, LoadedModels models) => models.Use(model).Dispose();

    public static void Delete(ModelReference model, ModelStore store, LoadedModels models)
    {
        models.Forget(model);
        store.Delete(model);
    }

    private static IEnumerable<TensorMetadata> OutputsOf(ModelCard card)
    {
        yield return new(
            card.Outputs[0].Name,
            "FP32",
            [-1, card.Labels.Count > 0 ? card.Labels.Count : card.Outputs[0].Shape[1]]);
        if (card.Manifest?.Kind is ModelKind.TokenClassifier or ModelKind.Detector)
            yield return new(InferEndpoint.FoundOutput, "BYTES", [-1]);
        if (card.Committee > 0)
            yield return new(InferEndpoint.DisagreementOutput, "FP32", [-1, 2]);
    }

    /// <exception cref="ArgumentException">The request cannot be learned from.</exception>
    /// <exception cref="ModelNotAvailableException">The embedder is missing, refused, or none.</exception>
    public static async Task<TrainAnswer> TrainAsync(
        ModelReference model,
        TrainBody body,
        ModelTrainer trainer,
        ModelStore store,
        LoadedModels models,
        CancellationToken cancellationToken)
    {
        if (!ModelStore.IsName(model.Name) || model.Version <= 0)
            throw new ArgumentException("This is no name or version of a model.");
        var start = Stopwatch.GetTimestamp();
        var request = new TrainingRequest(
            model, body.Labels, body.Training, body.Calibration, body.Seed, body.Inputs, body.Learner,
            body.Committee, body.Embedder);
        var (card, file) = request.Embedder is null
            ? trainer.Train(request, cancellationToken)
            : await EmbeddedTraining.TrainAsync(request, trainer, models, cancellationToken);
        var seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        models.Unload(model);
        store.Write(card, file);
        return new(card.Sha256, card.Temperature, seconds, card.Committee);
    }

    /// <exception cref="ArgumentException">The request cannot be learned from.</exception>
    public static void FitEmbedder(
        ModelReference model,
        EmbedderBody body,
        ModelStore store,
        LoadedModels models,
        CancellationToken cancellationToken)
    {
        if (!ModelStore.IsName(model.Name) || model.Version <= 0)
            throw new ArgumentException("This is no name or version of a model.");
        var (card, file) = EmbedderTrainer.Fit(
            new(model, body.Inputs, body.Sample, body.Dimension, body.Seed), cancellationToken);
        models.Unload(model);
        store.Write(card, file);
    }
}
