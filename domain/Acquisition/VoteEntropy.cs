using ActiveLabel.Domain.Predictions;

namespace ActiveLabel.Domain.Acquisition;

/// <summary>How split the committee's votes are: see <see cref="Disagreement.VoteEntropy"/>.</summary>
/// <remarks>Dagan and Engelson, ICML 1995, without their division by the greatest value.</remarks>
public sealed class VoteEntropy : IAcquisitionFunction
{
    public string Name => "vote-entropy";

    public double? Score(Prediction said)
    {
        ArgumentNullException.ThrowIfNull(said);
        return said.Disagreement?.VoteEntropy;
    }
}
