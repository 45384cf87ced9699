using System.Diagnostics;
using ActiveLabel.Domain.Calibration;
using ActiveLabel.Domain.Predictions;
using ActiveLabel.Inference.Models;
using ActiveLabel.Inference.Training;

namespace ActiveLabel.Inference.Serving;

/// <summary>How models come in that were made elsewhere.</summary>
internal static class UploadEndpoints
{
    private const int ChunkSize = 256;

    public static async Task<StagedAnswer> StageAsync(
        string owner, Stream content, ModelStore store, CancellationToken cancellationToken)
        => new(await store.Staged.AddAsync(owner, content, cancellationToken));

    /// <summary>
    /// Makes a version of staged files and lets it answer the samples; else it is quarantined with the reason.
    /// </summary>
    /// <exception cref="ArgumentException">The manifest is not as it must be.</exception>
    /// <exception cref="ModelNotAvailableException">A file is refused, or the model does not answer.</exception>
    public static async Task<InstallAnswer> InstallAsync(
        ModelReference model,
        InstallBody body,
        ModelStore store,
        LoadedModels models,
        CancellationToken cancellationToken)
    {
        if (!ModelStore.IsName(model.Name) || model.Version <= 0)
            throw new ArgumentException("This is no name or version of a model.");
        if (body.Manifest.Validate() is { } problem)
            throw new ArgumentException(problem);
        if (!StagedFiles.IsHash(body.File))
            throw new ArgumentException("A file is named by its SHA-256.");
        var card = ModelCard.OfUpload(model, body.Manifest, body.Choices, body.File);
        models.Forget(model);
        store.Write(
            card,
            store.Staged.Read(body.Owner, body.File),
            card.Files.ToDictionary(hash => hash, hash => store.Staged.Read(body.Owner, hash)));
        try
        {
            using var use = models.Use(model);
            var start = Stopwatch.GetTimestamp();
            var answer = await use.Runner.AnswerAsync(body.Samples, cancellationToken);
            var milliseconds = Stopwatch.GetElapsedTime(start).TotalMilliseconds / Math.Max(1, body.Samples.Count);
            return new(card.Sha256, answer.Columns, milliseconds);
        }
        catch (InvalidDataException e)
        {
            store.Quarantined(model, e.Message);
            throw new ModelNotAvailableException($"Model {model} is refused: {e.Message}");
        }
    }

    /// <summary>Fits what makes the model's probabilities honest, and keeps it beside the model.</summary>
    /// <exception cref="ArgumentException">It is no classifier, or the examples do not fit it.</exception>
    public static async Task<CalibrateAnswer> CalibrateAsync(
        ModelReference model,
        CalibrateBody body,
        ModelStore store,
        LoadedModels models,
        CancellationToken cancellationToken)
    {
        var card = store.ReadCard(model);
        var labels = card.Labels.Count;
        if (card.Manifest is not { Kind: ModelKind.Classifier } || labels < 2)
            throw new ArgumentException("Only an uploaded classifier is calibrated.");
        if (body.Inputs.Count != body.Targets.Count || body.Targets.Any(target => target.Length != labels))
            throw new ArgumentException("There is a target for each input and a number for each label.");
        // What was fitted before must not be fitted again on top of itself.
        store.WriteCard(card with { Scaling = null });
        models.Unload(model);
        var logits = new List<double>(body.Inputs.Count * labels);
        using (var use = models.Use(model))
            foreach (var chunk in body.Inputs.Chunk(ChunkSize))
            {
                var answer = await use.Runner.AnswerAsync(chunk, cancellationToken);
                logits.AddRange(answer.Numbers.Select(probability => LogitScaling.LogOf(probability)));
            }
        var targets = body.Targets.SelectMany(target => target.Select(share => (double)share)).ToArray();
        var held = new HeldOut([.. logits], targets, labels, PriorOf(targets, labels));
        var fit = ScalingFit.Fit(held.Logits, targets, labels, held.Evidence());
        store.WriteCard(card with { Scaling = fit.Scaling, Temperature = fit.Scaling.Temperature });
        models.Unload(model);
        return new(
            fit.Scaling.IsTemperature ? "temperature" : "vector",
            fit.Scaling.Temperature,
            fit.LogLossBefore,
            fit.LogLossTemperature,
            fit.LogLossVector);
    }
    /// <summary>How frequent each label is, as if each had turned up once more.</summary>
    private static double[] PriorOf(double[] targets, int labels)
        => [.. Enumerable.Range(0, labels).Select(label =>
            (1 + Enumerable.Range(0, targets.Length / labels).Sum(row => targets[(row * labels) + label]))
            / ((targets.Length / labels) + labels))];
}
