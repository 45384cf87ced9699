using ActiveLabel.Api.Security;

namespace ActiveLabel.Api.Sizing;

/// <summary>How much is still needed until the model reaches a target accuracy on the control arm.</summary>
[Allow(Audience.Staff)]
public sealed class SizingEstimateType(SizingEstimate estimate)
{
    /// <summary>Whether there is an estimate, or why there is none.</summary>
    public SizingStatus Status => estimate.Status;

    /// <summary>Accuracy to reach.</summary>
    public double Target => estimate.Target;

    /// <summary>The finding in words.</summary>
    public string Message => estimate.Message;

    /// <summary>Labels the latest model was trained on.</summary>
    public int LabelsNow => estimate.LabelsNow;

    /// <summary>Of the serving model on the control arm; null while it is not known.</summary>
    public double? AccuracyNow => estimate.AccuracyNow;

    /// <summary>Labels in all at which the expected curve reaches the target.</summary>
    public int? LabelsNeeded => estimate.LabelsNeeded;

    /// <summary>Lower end of its 80 % interval.</summary>
    public int? LabelsLow => estimate.LabelsLow;

    /// <summary>Upper end of its 80 % interval; null when the target may never be reached.</summary>
    public int? LabelsHigh => estimate.LabelsHigh;

    /// <summary>Judgements still to give, at so many a label as until now.</summary>
    public int? JudgementsNeeded => estimate.JudgementsNeeded;

    /// <summary>Hours of work still to do, at the mean handling time until now.</summary>
    public double? HoursNeeded => estimate.HoursNeeded;

    /// <summary>When it was estimated.</summary>
    public DateTimeOffset EstimatedAt => estimate.EstimatedAt;
}
