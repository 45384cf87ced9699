using ActiveLabel.Domain.Projects;

namespace ActiveLabel.Domain.Forecasting;

/// <summary>What those who lead a project want of it: progress and forecasts are held against it.</summary>
/// <param name="StartsAt">Since when the work counts.</param>
/// <param name="Deadline">When it is to be done; null where that does not matter.</param>
/// <param name="Items">How many items are to be done; null for all that came in.</param>
/// <param name="Budget">What it may cost, in the currency of the workflow; null where that does not matter.</param>
/// <param name="Confidence">With which probability the deadline is to be kept, 0.5 to 0.99.</param>
/// <param name="CostPerHour">Of an hour of work, besides what the workflow's steps cost a judgement.</param>
/// <param name="Shifts">When workers work, in UTC; none where that is taken from what they did.</param>
public sealed record PlanGoals(
    DateTimeOffset StartsAt,
    DateTimeOffset? Deadline = null,
    int? Items = null,
    double? Budget = null,
    double Confidence = 0.9,
    double CostPerHour = 0,
    IReadOnlyList<WorkShift>? Shifts = null)
{
    public const int ShiftsMax = 50;

    /// <returns>What is wrong with it and what to do, or null.</returns>
    public string? Validate()
    {
        if (Deadline <= StartsAt)
            return "The deadline comes after the start.";
        if (Items < 1 || Budget is not (null or >= 0 and < 1e12) || CostPerHour is not (>= 0 and < 1e6))
            return "Items are 1 or more, budget and cost an hour 0 or more.";
        if (Confidence is not (>= 0.5 and <= 0.99))
            return "A confidence lies between 0.5 and 0.99.";
        if (Shifts is { Count: > ShiftsMax })
            return $"There are at most {ShiftsMax} shifts a week.";
        return Shifts?.Any(shift => shift.From < TimeSpan.Zero || shift.To <= shift.From
            || shift.To > TimeSpan.FromDays(1)) is true
            ? "A shift ends after it begins, within one day."
            : null;
    }

    /// <returns>Items still to be done by then where the work goes on evenly; null without a deadline.</returns>
    public double? ItemsLeftAt(DateTimeOffset at, double items) => Deadline is { } deadline
        ? items * (1 - Math.Clamp((at - StartsAt) / (deadline - StartsAt), 0, 1))
        : null;
}

/// <summary>The goals of a project as they stand.</summary>
public sealed class ProjectPlan
{
    public required ProjectId ProjectId { get; init; }
    public required OrganizationId OrganizationId { get; init; }
    public required PlanGoals Goals { get; set; }
    public required DateTimeOffset SetAt { get; set; }
}
