using ActiveLabel.Domain.Predictions;

namespace ActiveLabel.Domain.Acquisition;

/// <summary>
/// What a judgement would tell of the model rather than of the item: see <see cref="Disagreement.Bald"/>.
/// </summary>
/// <remarks>Bayesian active learning by disagreement: Houlsby, Huszár, Ghahramani and Lengyel, 2011.</remarks>
public sealed class Bald : IAcquisitionFunction
{
    public string Name => "bald";

    public double? Score(Prediction said)
    {
        ArgumentNullException.ThrowIfNull(said);
        return said.Disagreement?.Bald;
    }
}
