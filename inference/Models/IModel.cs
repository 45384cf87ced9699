using ActiveLabel.Domain.Predictions;

namespace ActiveLabel.Inference.Models;

/// <summary>A loaded model: inputs in, an answer for each out. Safe for several threads.</summary>
internal interface IModel : IDisposable
{
    /// <exception cref="InvalidDataException">It does not run, or not in time.</exception>
    ModelAnswer Answer(IReadOnlyList<string> inputs, CancellationToken cancellationToken);

    /// <summary>Runs once on next to nothing: what goes wrong with every input goes wrong here.</summary>
    /// <exception cref="InvalidDataException">It does not run, or not in time.</exception>
    void Try();
}

/// <param name="Columns">K: how many numbers an input gets.</param>
/// <param name="Numbers">n × K by rows.</param>
/// <param name="Found">n: what is found in each input, as JSON, for models that find several things in one.</param>
/// <param name="Disagreement">n: of the model's committee; null where it has none.</param>
internal sealed record ModelAnswer(
    int Columns, float[] Numbers, string[]? Found = null, Disagreement[]? Disagreement = null);
