namespace ActiveLabel.Domain.Sizing;

/// <summary>What to do about a project's labels.</summary>
public enum StopAdvice
{
    /// <summary>Measure more: nothing can be said yet.</summary>
    MeasureFirst = 0,

    /// <summary>More labels bring the model closer to the target.</summary>
    Continue = 1,

    /// <summary>The target is reached with a probability of 90 % or more.</summary>
    StopReached = 2,

    /// <summary>
    /// Twice the labels are expected to add less than half a point, and do not reach the target with 90 % certainty.
    /// </summary>
    StopFlat = 3,

    /// <summary>It is all but excluded that labels alone reach the target.</summary>
    StopUnreachable = 4,
}

internal static class StopAdviceLimits
{
    public const double ReachedMin = 0.9;

    /// <summary>Half a point of accuracy.</summary>
    public const double GainMin = 0.005;
}
