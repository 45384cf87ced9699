namespace ActiveLabel.Domain.Sizing;

public enum LabelsForTargetStatus
{
    /// <summary>The expected curve reaches the target.</summary>
    Ok,

    /// <summary>The expected curve stays below the target as far as anything can be said.</summary>
    Unreachable,
}

/// <summary>How many labels a target accuracy takes, counted from none.</summary>
/// <param name="Median">Where the expected curve reaches the target; null when it does not.</param>
/// <param name="Low80">Where the upper end of the curve's 80 % interval reaches it; null when it does not.</param>
/// <param name="High80">Where the lower end of that interval reaches it; null when it may never.</param>
/// <param name="Reason">The finding in words.</param>
public readonly record struct LabelsForTarget(
    LabelsForTargetStatus Status, int? Median, int? Low80, int? High80, string Reason);
