namespace ActiveLabel.Domain.Predictions;

/// <summary>A model version's distribution over the answers of one question.</summary>
/// <param name="Probabilities">Calibrated, in the label order of the model, summing to one.</param>
public sealed record Prediction(float[] Probabilities);
