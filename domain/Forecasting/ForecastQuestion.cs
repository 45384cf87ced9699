namespace ActiveLabel.Domain.Forecasting;

/// <summary>People who come, or could come.</summary>
/// <param name="Step">They may do this step, and all that ask for the same.</param>
/// <param name="Count">How many; where they are offered, that does not matter.</param>
/// <param name="CostPerHour">Null: as the plan has it.</param>
/// <param name="Shifts">Null: as the plan has them, or five days of eight hours.</param>
public sealed record MoreWorkers(
    string Step, int Count = 1, double? CostPerHour = null, IReadOnlyList<WorkShift>? Shifts = null);

/// <summary>What would be otherwise than it is; null where it is as it is.</summary>
/// <param name="Workers">Who comes in addition.</param>
/// <param name="Items">How many items are to be done in all.</param>
/// <param name="TargetAccuracy">The model's; as many items are to be done as the sizing estimate asks for.</param>
/// <param name="Tolerance">
/// An answer may be wrong with this probability: the rest is the posterior at which an item gets no further judgement.
/// </param>
/// <param name="JudgementsMin">Of each item at a step of labeling.</param>
/// <param name="JudgementsMax">The most of them.</param>
public sealed record WhatIf(
    IReadOnlyList<MoreWorkers>? Workers = null,
    int? Items = null,
    double? TargetAccuracy = null,
    double? Tolerance = null,
    int? JudgementsMin = null,
    int? JudgementsMax = null);

/// <summary>By when the work is to be done, with which probability and at what cost: who has to come?</summary>
/// <param name="Offered">Who could; none: anybody who may do a step of the workflow.</param>
public sealed record StaffingGoal(
    DateTimeOffset FinishBy,
    double Confidence = 0.9,
    double? Budget = null,
    IReadOnlyList<MoreWorkers>? Offered = null);

/// <summary>What is asked of a forecast; nothing: how it goes on as it is.</summary>
public sealed record ForecastQuestion(WhatIf? WhatIf = null, StaffingGoal? Staffing = null)
{
    public const int KindsMax = 10;
    public const int JudgementsMax = 15;

    /// <param name="steps">Keys of the steps that have tasks.</param>
    /// <returns>What is wrong with it and what to do, or null.</returns>
    public string? Validate(IReadOnlySet<string> steps)
    {
        ArgumentNullException.ThrowIfNull(steps);
        var people = (WhatIf?.Workers ?? []).Concat(Staffing?.Offered ?? []).ToList();
        if (people.Count > KindsMax || people.Any(more => more.Count is < 1 or > StaffingSearch.AddedMax
            || more.CostPerHour is not (null or >= 0 and < 1e6)))
            return $"Name at most {KindsMax} kinds of workers, 1 to {StaffingSearch.AddedMax} of each.";
        if (people.Find(more => !steps.Contains(more.Step)) is { } unknown)
            return $"The workflow has no step '{unknown.Step}' that workers do.";
        if (people.Select(more => new PlanGoals(default, Shifts: more.Shifts).Validate())
            .FirstOrDefault(problem => problem is not null) is { } bad)
            return bad;
        if (WhatIf is { } other && (other.Items < 1 || other.TargetAccuracy is not (null or (> 0 and < 1))
            || other.Tolerance is not (null or (> 0 and < 1))))
            return "Items are 1 or more; a target and a tolerance lie between 0 and 1.";
        if (WhatIf is { } redundancy && (redundancy.JudgementsMin is < 1 or > JudgementsMax
            || redundancy.JudgementsMax < (redundancy.JudgementsMin ?? 1)
            || redundancy.JudgementsMax > JudgementsMax))
            return $"An item gets 1 to {JudgementsMax} judgements, and at most its maximum.";
        return Staffing is { Confidence: not (>= 0.5 and <= 0.99) } or { Budget: < 0 }
            ? "A confidence lies between 0.5 and 0.99, and a budget is 0 or more."
            : null;
    }
}

/// <summary>What is missing before anything can be foretold.</summary>
public enum ForecastGapKind
{
    /// <summary>Judgements with their handling times.</summary>
    Judgements = 0,

    /// <summary>Workers of whom it is known when they work.</summary>
    Workers = 1,

    /// <summary>A learning curve that says how many labels the target takes.</summary>
    LearningCurve = 2,

    /// <summary>Items that are still to be done.</summary>
    Items = 3,
}

/// <param name="Have">How much there is.</param>
/// <param name="Need">How much there must be.</param>
public sealed record ForecastGap(ForecastGapKind Kind, double Have, double Need)
{
    public string Message => Kind switch
    {
        ForecastGapKind.Judgements => $"{Have} judgements with a handling time are on record; a forecast rests on "
            + $"{Need} at least.",
        ForecastGapKind.Workers => "Nobody is known to work: say shifts in the plan, or let workers begin.",
        ForecastGapKind.LearningCurve => "The learning curve does not say yet how many labels the target takes.",
        _ => "All items are done.",
    };
}

/// <summary>How many of a kind of workers have to come.</summary>
public sealed record AddedWorkers(string Step, int Count);

/// <summary>What is foretold.</summary>
/// <param name="Loads">By what steps ask of workers.</param>
/// <param name="InTime">Probability of the deadline, of the plan or the question; null without one.</param>
/// <param name="InBudget">Probability of the budget; null without one.</param>
/// <param name="ItemsLeft">Items that are still to be done.</param>
/// <param name="Workers">People counted on, those who come in addition included.</param>
/// <param name="Added">Who has to come; null where that was not asked.</param>
public sealed record ForecastAnswer(
    DateTimeOffset? DateP50,
    DateTimeOffset? DateP90,
    double CostP50,
    double CostP90,
    double FinishedShare,
    IReadOnlyList<SkillLoad> Loads,
    string? Bottleneck,
    double? InTime,
    double? InBudget,
    long ItemsLeft,
    int Workers,
    IReadOnlyList<AddedWorkers>? Added = null);
