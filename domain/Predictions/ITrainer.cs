namespace ActiveLabel.Domain.Predictions;

/// <summary>The port to the inference process, for learning: judged texts in, a stored model version out.</summary>
public interface ITrainer
{
    /// <summary>Trains, calibrates, writes and verifies one model version.</summary>
    /// <exception cref="ArgumentException">
    /// Fewer than two labels, no example, or targets of the wrong length.
    /// </exception>
    /// <exception cref="ModelNotAvailableException">The embedder is missing, refused, or none.</exception>
    /// <exception cref="InferenceUnavailableException">
    /// The inference process does not answer; try again later.
    /// </exception>
    Task<TrainedModel> TrainAsync(TrainingRequest request, CancellationToken cancellationToken);

    /// <summary>Finds and stores an embedder: few directions along which a sample of items differs most.</summary>
    /// <exception cref="ArgumentException">There is no input, or the dimension is out of bounds.</exception>
    /// <exception cref="InferenceUnavailableException">
    /// The inference process does not answer; try again later.
    /// </exception>
    Task FitEmbedderAsync(EmbedderRequest request, CancellationToken cancellationToken);

    /// <summary>Forgets a stored model version; one that is not there is forgotten already.</summary>
    /// <exception cref="InferenceUnavailableException">
    /// The inference process does not answer; try again later.
    /// </exception>
    Task DeleteAsync(ModelReference model, CancellationToken cancellationToken);
}

/// <param name="Labels">The label order: index k of every target and of every prediction.</param>
/// <param name="Training">What the weights are fitted on.</param>
/// <param name="Calibration">
/// What the temperature is fitted on, never trained on, together with the random training examples by cross-validation.
/// Where both are few, the temperature is shrunk towards that of all training examples.
/// </param>
/// <param name="Seed">Same seed, same examples in the same order, same instruction set: the same bytes.</param>
/// <param name="Inputs">What every example holds.</param>
/// <param name="Learner">How it learns.</param>
/// <param name="Committee">
/// Members that a linear model gets beside it, each trained on another resample; 0 for none. What it says itself does
/// not depend on them.
/// </param>
/// <param name="Embedder">
/// Whose vectors a linear model is trained on, in place of what an input says; null for none. The embedder reads the
/// request's kind of input.
/// </param>
public sealed record TrainingRequest(
    ModelReference Model,
    IReadOnlyList<string> Labels,
    IReadOnlyList<TrainingExample> Training,
    IReadOnlyList<TrainingExample> Calibration,
    int Seed,
    InputKind Inputs = InputKind.Text,
    Learner Learner = Learner.Default,
    int Committee = 0,
    ModelReference? Embedder = null)
{
    /// <summary>Whether trees learn it; else it is a linear model.</summary>
    public bool IsLearnedByTrees => Embedder is null
        && Inputs is InputKind.Fields or InputKind.Pixels or InputKind.Pair
        && Learner switch
        {
            Learner.Default => Inputs == InputKind.Fields,
            Learner.Linear or Learner.LatentSpace => false,
            _ => true,
        };
}

/// <param name="Sample">Inputs without labels, drawn from what is to be laid out.</param>
/// <param name="Dimension">D, 2 to 256.</param>
/// <param name="Seed">Same seed, same sample, same instruction set: the same bytes.</param>
public sealed record EmbedderRequest(
    ModelReference Model, InputKind Inputs, IReadOnlyList<string> Sample, int Dimension, int Seed);

/// <param name="Text">What the model reads, by the request's kind of input.</param>
/// <param name="Target">The posterior over the labels: length K, non-negative, summing to one.</param>
/// <param name="IsRandom">
/// Whether chance chose it. What a model chose because it was in doubt is harder than the rest: a temperature fitted on
/// it alone makes a model too modest.
/// </param>
public sealed record TrainingExample(string Text, float[] Target, bool IsRandom = false);

/// <param name="Sha256">Of the ONNX file, lower-case hexadecimal.</param>
/// <param name="Temperature">Greater than one where the raw model was overconfident.</param>
/// <param name="TrainingSeconds">Wall-clock seconds of the fit.</param>
/// <param name="Committee">Members that it has beside it.</param>
public sealed record TrainedModel(
    ModelReference Model, string Sha256, double Temperature, double TrainingSeconds, int Committee = 0);
