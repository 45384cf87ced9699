using ActiveLabel.Api.Security;
using ActiveLabel.Domain.Forecasting;

namespace ActiveLabel.Api.Forecasting;

/// <summary>Whether something can be foretold.</summary>
public enum ForecastStatus
{
    /// <summary>There is a forecast.</summary>
    Ok,

    /// <summary>Something is missing.</summary>
    InsufficientData,

    /// <summary>With these people the work is not done within twenty years.</summary>
    Unreachable,
}

/// <summary>
/// When the work of a project will be done and what it will cost, from its real workflow and what is on record: how
/// long a judgement takes by step and worker, how often items come back, and when people work.
/// </summary>
[Allow(Audience.Staff)]
public sealed class ForecastType(Forecast forecast)
{
    /// <summary>Whether there is one, or why there is none.</summary>
    public ForecastStatus Status => forecast.Answer switch
    {
        null => ForecastStatus.InsufficientData,
        { DateP50: null } => ForecastStatus.Unreachable,
        _ => ForecastStatus.Ok,
    };

    /// <summary>What is missing; null where nothing is.</summary>
    public ForecastGapType? Missing => forecast.Missing is { } gap ? new(gap) : null;

    /// <summary>When half of the simulated runs are done; null where fewer ever are.</summary>
    public DateTimeOffset? DateP50 => forecast.Answer?.DateP50;

    /// <summary>When nine of ten are; null where fewer ever are.</summary>
    public DateTimeOffset? DateP90 => forecast.Answer?.DateP90;

    /// <summary>What the rest of the work costs in half of the runs at the most.</summary>
    public double? CostP50 => forecast.Answer?.CostP50;

    /// <summary>The same for nine of ten.</summary>
    public double? CostP90 => forecast.Answer?.CostP90;

    /// <summary>Probability of the deadline, of the plan or the question; null without one.</summary>
    public double? DeadlineProbability => forecast.Answer?.InTime;

    /// <summary>Probability that all work stays within the budget; null without one.</summary>
    public double? BudgetProbability => forecast.Answer?.InBudget;

    /// <summary>Items that were still to be done.</summary>
    public int? ItemsLeft => (int?)forecast.Answer?.ItemsLeft;

    /// <summary>People counted on, those who come in addition included.</summary>
    public int? Workers => forecast.Answer?.Workers;

    /// <summary>What is asked of whom: a skill near 1 is short.</summary>
    public IReadOnlyList<SkillLoadType> Loads
        => [.. (forecast.Answer?.Loads ?? []).Select(load => new SkillLoadType(load))];

    /// <summary>The step that holds up the others; null without work.</summary>
    public string? Bottleneck => forecast.Answer?.Bottleneck;

    /// <summary>Who has to come so that the work is done in time; null where that was not asked.</summary>
    public IReadOnlyList<AddedWorkersType>? Added
        => forecast.Answer?.Added?.Select(added => new AddedWorkersType(added)).ToList();

    /// <summary>What was otherwise than it is; null where nothing was.</summary>
    public WhatIfType? WhatIf => forecast.Question.WhatIf is { } other ? new(other) : null;

    /// <summary>By when the work was to be done; null where that was not asked.</summary>
    public StaffingType? Staffing => forecast.Question.Staffing is { } goal ? new(goal) : null;

    /// <summary>SHA-256 over all that it rests on: the same inputs give the same forecast.</summary>
    public string InputsHash => forecast.InputsHash;

    /// <summary>When it was made.</summary>
    public DateTimeOffset At => forecast.At;
}

/// <summary>What is missing before anything can be foretold.</summary>
[Allow(Audience.Staff)]
public sealed class ForecastGapType(ForecastGap gap)
{
    /// <summary>Of what there is too little.</summary>
    public ForecastGapKind Kind => gap.Kind;

    /// <summary>How much there is.</summary>
    public double Have => gap.Have;

    /// <summary>How much there must be.</summary>
    public double Need => gap.Need;

    /// <summary>The gap in words.</summary>
    public string Message => gap.Message;
}

/// <summary>How much the people with a skill have to do.</summary>
[Allow(Audience.Staff)]
public sealed class SkillLoadType(SkillLoad load)
{
    /// <summary>What steps ask of workers, in words; empty: work that everybody may do.</summary>
    public string Skill => load.Skill;

    /// <summary>Hours of work that need it.</summary>
    public double WorkHours => load.WorkHours;

    /// <summary>Hours that people with it are there until the end.</summary>
    public double AvailableHours => load.AvailableHours;

    /// <summary>The one by the other; null where nobody is there.</summary>
    public double? Load => double.IsFinite(load.Load) ? load.Load : null;
}

/// <summary>How many of a kind of workers have to come.</summary>
[Allow(Audience.Staff)]
public sealed class AddedWorkersType(AddedWorkers added)
{
    /// <summary>They have the skills of this step.</summary>
    public string Step => added.Step;

    /// <summary>How many.</summary>
    public int Count => added.Count;
}

/// <summary>What was otherwise than it is.</summary>
[Allow(Audience.Staff)]
public sealed class WhatIfType(WhatIf other)
{
    /// <summary>Who comes in addition.</summary>
    public IReadOnlyList<AddedWorkersType> Workers
        => [.. (other.Workers ?? []).Select(more => new AddedWorkersType(new(more.Step, more.Count)))];

    /// <summary>How many items are to be done in all; null: as it is.</summary>
    public int? Items => other.Items;

    /// <summary>The model's; null: as it is.</summary>
    public double? TargetAccuracy => other.TargetAccuracy;

    /// <summary>With which probability an answer may be wrong; null: as it is.</summary>
    public double? Tolerance => other.Tolerance;

    /// <summary>Judgements of each item at the least; null: as it is.</summary>
    public int? JudgementsMin => other.JudgementsMin;

    /// <summary>Judgements of each item at the most; null: as it is.</summary>
    public int? JudgementsMax => other.JudgementsMax;
}

/// <summary>By when the work is to be done.</summary>
[Allow(Audience.Staff)]
public sealed class StaffingType(StaffingGoal goal)
{
    /// <summary>The deadline.</summary>
    public DateTimeOffset FinishBy => goal.FinishBy;

    /// <summary>With which probability it is to be kept.</summary>
    public double Confidence => goal.Confidence;

    /// <summary>What all work may cost; null: that does not matter.</summary>
    public double? Budget => goal.Budget;
}
