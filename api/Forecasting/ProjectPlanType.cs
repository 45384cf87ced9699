using ActiveLabel.Api.Security;
using ActiveLabel.Api.Storage;
using ActiveLabel.Domain.Forecasting;
using ActiveLabel.Domain.Projects;
using Microsoft.EntityFrameworkCore;

namespace ActiveLabel.Api.Forecasting;

/// <summary>What those who lead a project want of it: progress and forecasts are held against it.</summary>
[Allow(Audience.Staff)]
public sealed class ProjectPlanType(ProjectPlan plan)
{
    /// <summary>Since when the work counts.</summary>
    public DateTimeOffset StartsAt => plan.Goals.StartsAt;

    /// <summary>When it is to be done; null where that does not matter.</summary>
    public DateTimeOffset? Deadline => plan.Goals.Deadline;

    /// <summary>How many items are to be done; null for all that came in.</summary>
    public int? Items => plan.Goals.Items;

    /// <summary>What it may cost, in the currency of the workflow; null where that does not matter.</summary>
    public double? Budget => plan.Goals.Budget;

    /// <summary>With which probability the deadline is to be kept, 0.5 to 0.99.</summary>
    public double Confidence => plan.Goals.Confidence;

    /// <summary>Of an hour of work, besides what the workflow's steps cost a judgement.</summary>
    public double CostPerHour => plan.Goals.CostPerHour;

    /// <summary>When workers work; none where that is taken from what they did.</summary>
    public IReadOnlyList<WorkShiftType> Shifts
        => [.. (plan.Goals.Shifts ?? []).Select(shift => new WorkShiftType(shift))];

    /// <summary>When it was said.</summary>
    public DateTimeOffset SetAt => plan.SetAt;

    internal static async Task<IReadOnlyDictionary<ProjectId, ProjectPlan>> FetchAsync(
        ActiveLabelDb db,
        OrganizationId organization,
        IReadOnlyList<ProjectId> projects,
        CancellationToken cancellationToken)
        => await db.ProjectPlans.AsNoTracking()
            .Where(plan => plan.OrganizationId == organization && projects.Contains(plan.ProjectId))
            .ToDictionaryAsync(plan => plan.ProjectId, cancellationToken);
}

/// <summary>A day of the week, in UTC.</summary>
public enum Weekday
{
    /// <summary>The first of those that the others follow.</summary>
    Sunday = DayOfWeek.Sunday,

    /// <summary>The day after Sunday.</summary>
    Monday = DayOfWeek.Monday,

    /// <summary>The day after Monday.</summary>
    Tuesday = DayOfWeek.Tuesday,

    /// <summary>The day after Tuesday.</summary>
    Wednesday = DayOfWeek.Wednesday,

    /// <summary>The day after Wednesday.</summary>
    Thursday = DayOfWeek.Thursday,

    /// <summary>The day after Thursday.</summary>
    Friday = DayOfWeek.Friday,

    /// <summary>The day after Friday.</summary>
    Saturday = DayOfWeek.Saturday,
}

/// <summary>A time of the week at which people work, in UTC.</summary>
[Allow(Audience.Staff)]
public sealed class WorkShiftType(WorkShift shift)
{
    /// <summary>The day of the week.</summary>
    public Weekday Day => (Weekday)shift.Day;

    /// <summary>When it begins, in hours since midnight.</summary>
    public double FromHour => shift.From.TotalHours;

    /// <summary>When it ends, in hours since midnight; 24 at the most.</summary>
    public double ToHour => shift.To.TotalHours;
}
