using ActiveLabel.Api.Security;
using ActiveLabel.Domain.Predictions;

namespace ActiveLabel.Api.Predictions;

/// <summary>
/// What a model may answer without people, where the workflow has a MACHINE step that asks for it, and how that goes.
/// </summary>
[Allow(Audience.Staff)]
public sealed class ModelTrustType(ModelTrust trust)
{
    /// <summary>Share of its answers that may be wrong, 0 to 1: 1 minus the question's target confidence.</summary>
    public double Risk => trust.Risk;

    /// <summary>
    /// From which probability of its top label on it is trusted, 0 to 1; null where the calibration share shows no such
    /// probability, and since it was stopped.
    /// </summary>
    public double? From => trust.From;

    /// <summary>Calibration items that this comes of.</summary>
    public int CalibrationItems => trust.CalibrationItems;

    /// <summary>Control items that it was as sure of.</summary>
    public int ControlItems => trust.ControlItems;

    /// <summary>Of them, those that people answer otherwise.</summary>
    public int ControlErrors => trust.ControlErrors;

    /// <summary>Lower end of the one-sided 95 % interval of the share of errors, 0 to 1.</summary>
    public double ControlErrorLow => trust.ControlErrorLow;

    /// <summary>
    /// When the errors were beyond the risk for certain, and the version ended its last item; null while they are not.
    /// </summary>
    public DateTimeOffset? StoppedAt => trust.StoppedAt;
}
