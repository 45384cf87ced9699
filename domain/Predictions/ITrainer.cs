namespace ActiveLabel.Domain.Predictions;

/// <summary>The port to the inference process, for learning: judged texts in, a stored model version out.</summary>
public interface ITrainer
{
    /// <summary>Trains, calibrates, writes and verifies one model version.</summary>
    /// <exception cref="ArgumentException">
    /// Fewer than two labels, no example, or targets of the wrong length.
    /// </exception>
    /// <exception cref="InferenceUnavailableException">
    /// The inference process does not answer; try again later.
    /// </exception>
    Task<TrainedModel> TrainAsync(TrainingRequest request, CancellationToken cancellationToken);

    /// <summary>Forgets a stored model version; one that is not there is forgotten already.</summary>
    /// <exception cref="InferenceUnavailableException">
    /// The inference process does not answer; try again later.
    /// </exception>
    Task DeleteAsync(ModelReference model, CancellationToken cancellationToken);
}

/// <param name="Labels">The label order: index k of every target and of every prediction.</param>
/// <param name="Training">What the weights are fitted on.</param>
/// <param name="Calibration">
/// What the temperature is fitted on, never trained on. Where it is small, the temperature is shrunk towards one that
/// was fitted by cross-validation inside the training examples.
/// </param>
/// <param name="Seed">Same seed, same examples in the same order, same instruction set: the same bytes.</param>
public sealed record TrainingRequest(
    ModelReference Model,
    IReadOnlyList<string> Labels,
    IReadOnlyList<TrainingExample> Training,
    IReadOnlyList<TrainingExample> Calibration,
    int Seed);

/// <param name="Target">The posterior over the labels: length K, non-negative, summing to one.</param>
public sealed record TrainingExample(string Text, float[] Target);

/// <param name="Sha256">Of the ONNX file, lower-case hexadecimal.</param>
/// <param name="Temperature">Greater than one where the raw model was overconfident.</param>
/// <param name="TrainingSeconds">Wall-clock seconds of the fit.</param>
public sealed record TrainedModel(ModelReference Model, string Sha256, double Temperature, double TrainingSeconds);
