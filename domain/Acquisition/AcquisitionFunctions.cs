using ActiveLabel.Domain.Projects;

namespace ActiveLabel.Domain.Acquisition;

/// <summary>The acquisition function of a project's strategy.</summary>
public static class AcquisitionFunctions
{
    /// <returns>Null for the random strategy: nothing is ranked.</returns>
    public static IAcquisitionFunction? Of(Strategy strategy) => strategy switch
    {
        Strategy.Random => null,
        Strategy.Entropy => new PredictiveEntropy(),
        Strategy.LeastConfidence => new LeastConfidence(),
        Strategy.Bald => new Bald(),
        Strategy.VoteEntropy => new VoteEntropy(),
        _ => new Margin(),
    };

    /// <summary>Whether a strategy asks a committee, which only models have that were trained with one.</summary>
    public static bool AsksCommittee(Strategy strategy) => strategy is Strategy.Bald or Strategy.VoteEntropy;
}
