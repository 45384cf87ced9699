using ActiveLabel.Api.Security;
using ActiveLabel.Domain.Sizing;

namespace ActiveLabel.Api.Sizing;

/// <summary>How much is still needed until the model reaches a target accuracy on the control arm.</summary>
[Allow(Audience.Staff)]
public sealed class SizingEstimateType(SizingEstimate estimate)
{
    internal long Place => estimate.Id;

    /// <summary>Of what it is.</summary>
    public CurveDimension Dimension => estimate.Dimension;

    /// <summary>The label, "attribute=value" or use case; empty for all of the project.</summary>
    public string Key => estimate.Key;

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

    /// <summary>The middle of the labels in all at which the target is reached, given that it is reached.</summary>
    public int? LabelsNeeded => estimate.LabelsNeeded;

    /// <summary>Lower end of its 80 % interval.</summary>
    public int? LabelsLow => estimate.LabelsLow;

    /// <summary>Upper end of its 80 % interval; null when the target may never be reached.</summary>
    public int? LabelsHigh => estimate.LabelsHigh;

    /// <summary>Judgements still to give, at so many a label as until now.</summary>
    public int? JudgementsNeeded => estimate.JudgementsNeeded;

    /// <summary>Hours of work still to do, at the mean handling time until now.</summary>
    public double? HoursNeeded => estimate.HoursNeeded;

    /// <summary>Labels in all with which the target is reached with a probability of 50 %; null when never.</summary>
    public int? LabelsWith50 => estimate.LabelsWith50;

    /// <summary>The same for a probability of 80 %.</summary>
    public int? LabelsWith80 => estimate.LabelsWith80;

    /// <summary>The same for a probability of 90 %.</summary>
    public int? LabelsWith90 => estimate.LabelsWith90;

    /// <summary>
    /// Probability that the target is reached with a hundred times the labels of the latest model, 0 to 1.
    /// </summary>
    public double? ReachedProbability => estimate.ReachedProbability;

    /// <summary>Accuracy that the next 1,000 labels are expected to add.</summary>
    public double? GainPerThousandLabels => estimate.GainPerThousandLabels;

    /// <summary>Accuracy that an hour of work is expected to add, at the pace until now.</summary>
    public double? GainPerHour => estimate.GainPerHour;

    /// <summary>Whether more labels are worth it.</summary>
    public StopAdvice Advice => estimate.Advice;

    /// <summary>What is missing before anything can be said; null when something is said.</summary>
    public SizingGapType? Missing => estimate.Missing is { } gap ? new(gap) : null;

    /// <summary>When it was estimated.</summary>
    public DateTimeOffset EstimatedAt => estimate.EstimatedAt;
}

/// <summary>What a learning curve lacks before anything can be said about it.</summary>
[Allow(Audience.Staff)]
public sealed class SizingGapType(SizingGap gap)
{
    /// <summary>Of what there is too little, or too much.</summary>
    public SizingGapKind Kind => gap.Kind;

    /// <summary>How much there is.</summary>
    public double Have => gap.Have;

    /// <summary>How much there must be; for the width of the interval, at the most.</summary>
    public double Need => gap.Need;

    /// <summary>The gap in words.</summary>
    public string Message => gap.Message;
}
