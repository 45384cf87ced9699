namespace ActiveLabel.Domain.Predictions;

/// <summary>A model version's distribution over the answers of one question.</summary>
/// <param name="Probabilities">Calibrated, in the label order of the model, summing to one.</param>
/// <param name="Disagreement">Of the model's committee; null where it has none.</param>
public sealed record Prediction(float[] Probabilities, Disagreement? Disagreement = null);
