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
        _ => new Margin(),
    };
}
