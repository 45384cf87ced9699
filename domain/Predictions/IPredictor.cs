using ActiveLabel.Domain.Acquisition;

namespace ActiveLabel.Domain.Predictions;

/// <summary>The port to the inference process, for reading: inputs in, calibrated probabilities out.</summary>
public interface IPredictor
{
    /// <returns>One prediction per input, in the order asked.</returns>
    /// <exception cref="ModelNotAvailableException">The version is missing, refused or quarantined.</exception>
    /// <exception cref="InferenceUnavailableException">
    /// The inference process does not answer; try again later.
    /// </exception>
    Task<IReadOnlyList<Prediction>> PredictAsync(
        ModelReference model, IReadOnlyList<string> inputs, CancellationToken cancellationToken);

    /// <returns>Where the embedder lays each input, in the order asked.</returns>
    /// <inheritdoc cref="PredictAsync"/>
    Task<ItemVectors> EmbedAsync(
        ModelReference embedder, IReadOnlyList<string> inputs, CancellationToken cancellationToken);
}

/// <summary>The model version is missing, refused or quarantined; asking again does not help.</summary>
/// <param name="isQuarantined">Whether it is there, and will not be run again.</param>
public sealed class ModelNotAvailableException(string message, bool isQuarantined = false) : Exception(message)
{
    public bool IsQuarantined => isQuarantined;
}

/// <summary>The inference process does not answer, or not in time; work waits until it is back.</summary>
public sealed class InferenceUnavailableException(string message, Exception? inner = null) : Exception(message, inner);
