using ActiveLabel.Domain.Predictions;

namespace ActiveLabel.Domain.Acquisition;

/// <summary>Scores one item by how much a judgement of it would teach the model.</summary>
public interface IAcquisitionFunction
{
    /// <summary>How the function is called in settings and explanations.</summary>
    string Name { get; }

    /// <param name="said">K ≥ 2 calibrated probabilities that sum to one, and what a committee adds to them.</param>
    /// <returns>
    /// Higher is more informative; comparable between items of one model only. Null where the function asks a committee
    /// and the model has none.
    /// </returns>
    double? Score(Prediction said);
}
