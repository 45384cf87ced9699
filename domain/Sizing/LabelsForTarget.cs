namespace ActiveLabel.Domain.Sizing;

public enum LabelsForTargetStatus
{
    /// <summary>The target may be reached.</summary>
    Ok,

    /// <summary>It is all but excluded that the target is reached, as far as anything can be said.</summary>
    Unreachable,
}

/// <summary>How many labels a target accuracy takes, counted from none.</summary>
/// <param name="Median">
/// The middle of where the target is reached, given that it is reached within the horizon; null when unreachable.
/// </param>
/// <param name="Low80">Lower end of the 80 % interval; null when the target is hardly ever reached.</param>
/// <param name="High80">Upper end of that interval; null when the target may never be reached.</param>
/// <param name="Quantiles">With so many labels the target is reached with a certain probability.</param>
/// <param name="Reachable">Probability that the target is reached within the horizon, 0 to 1.</param>
/// <param name="Reason">The finding in words.</param>
public readonly record struct LabelsForTarget(
    LabelsForTargetStatus Status,
    int? Median,
    int? Low80,
    int? High80,
    LabelQuantiles Quantiles,
    double Reachable,
    string Reason)
{
    /// <summary>Less than this counts as out of reach.</summary>
    public const double ReachableMin = 0.05;
}

/// <summary>
/// Labels with which a target is reached with 50, 80 and 90 % probability; null: with no number of them.
/// </summary>
public readonly record struct LabelQuantiles(int? With50, int? With80, int? With90);
