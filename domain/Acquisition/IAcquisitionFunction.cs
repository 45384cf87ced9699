namespace ActiveLabel.Domain.Acquisition;

/// <summary>Scores one item by how much a judgement of it would teach the model.</summary>
public interface IAcquisitionFunction
{
    /// <summary>How the function is called in settings and explanations.</summary>
    string Name { get; }

    /// <param name="probabilities">K ≥ 2 calibrated probabilities that sum to one.</param>
    /// <returns>Higher is more informative; comparable between items of one model only.</returns>
    double Score(ReadOnlySpan<float> probabilities);
}
