using ActiveLabel.Domain.Projects;

namespace ActiveLabel.Domain.Misconduct;

/// <summary>What follows from a worker's probability of misconduct in a project.</summary>
public sealed class MisconductPolicy
{
    public const int LeasesLimit = 50;

    public required ProjectId ProjectId { get; init; }
    public required OrganizationId OrganizationId { get; init; }

    /// <summary>From this probability on somebody is told; null for never.</summary>
    public double? AlertAt { get; set; } = 0.9;

    /// <summary>From this probability on the worker holds few tasks at a time; null for never.</summary>
    public double? ThrottleAt { get; set; }

    /// <summary>From this probability on the worker's judgements do not count; null for never.</summary>
    public double? QuarantineAt { get; set; }

    /// <summary>How many tasks a throttled worker may hold at a time.</summary>
    public int ThrottledLeases { get; set; } = 1;

    /// <summary>Nothing follows from fewer answers.</summary>
    public int AnswersMin { get; set; } = 30;

    /// <returns>What is wrong with it and what to do, or null.</returns>
    public string? Validate()
    {
        foreach (var threshold in new[] { AlertAt, ThrottleAt, QuarantineAt })
            if (threshold is not (null or (> 0.5 and < 1)))
                return "A threshold is a probability between 0.5 and 1: below, honest work is likelier.";
        if (ThrottledLeases is < 1 or > LeasesLimit)
            return $"A throttled worker holds 1 to {LeasesLimit} tasks at a time.";
        return AnswersMin < 1 ? "answersMin must be at least 1." : null;
    }
}
