namespace ActiveLabel.Domain.Sizing;

/// <summary>One measured point of a learning curve.</summary>
/// <param name="Labels">Labels the model was trained on, at least 1.</param>
/// <param name="Accuracy">Share of right answers on the control arm, 0 to 1.</param>
/// <param name="StandardError">Of that share, 0 or more.</param>
public readonly record struct CurvePoint(int Labels, double Accuracy, double StandardError);
