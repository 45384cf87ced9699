using ActiveLabel.Api.Graph;
using ActiveLabel.Api.Projects;
using ActiveLabel.Api.Security;
using ActiveLabel.Domain.Forecasting;
using GraphQL;
using GraphQL.Types;

namespace ActiveLabel.Api.Forecasting;

public sealed class PlanMutations
{
    /// <summary>Says by when, at what cost and by whom the work of a project is to be done.</summary>
    [Allow(Audience.Leads)]
    public static async Task<SetProjectPlanPayload> SetProjectPlan(
        SetProjectPlanInput input,
        Caller caller,
        [FromServices] ProjectAccess access,
        [FromServices] SetProjectPlan setProjectPlan,
        [FromServices] TimeProvider time,
        CancellationToken cancellationToken)
    {
        if (await access.FindAsync(caller, input.ProjectId, cancellationToken) is not { } project)
            return new(null, [new NotFoundError("project")]);
        var goals = new PlanGoals(
            input.StartsAt ?? project.CreatedAt,
            input.Deadline,
            input.Items,
            input.Budget,
            input.Confidence,
            input.CostPerHour,
            input.Shifts is null ? null : [.. input.Shifts.Select(shift => shift.ToShift())]);
        return await setProjectPlan.ExecuteAsync(project, goals, cancellationToken) is { } problem
            ? new(null, [new InvalidInputError(problem)])
            : new(new(new()
            {
                ProjectId = project.Id,
                OrganizationId = project.OrganizationId,
                Goals = goals,
                SetAt = time.GetUtcNow(),
            }), null);
    }
}

/// <param name="StartsAt">Since when the work counts; left out: since the project was made.</param>
/// <param name="Deadline">When it is to be done; left out: that does not matter.</param>
/// <param name="Items">How many items are to be done, 1 or more; left out: all that came in.</param>
/// <param name="Budget">What it may cost, in the currency of the workflow; left out: that does not matter.</param>
/// <param name="Confidence">With which probability the deadline is to be kept, 0.5 to 0.99.</param>
/// <param name="CostPerHour">Of an hour of work, besides what the workflow's steps cost a judgement.</param>
/// <param name="Shifts">When workers work; left out: that is taken from what they did.</param>
public sealed record SetProjectPlanInput(
    [property: Id] string ProjectId,
    DateTimeOffset? StartsAt = null,
    DateTimeOffset? Deadline = null,
    int? Items = null,
    double? Budget = null,
    [property: System.ComponentModel.DefaultValue(0.9)] double Confidence = 0.9,
    [property: System.ComponentModel.DefaultValue(0.0)] double CostPerHour = 0,
    IReadOnlyList<WorkShiftInput>? Shifts = null);

/// <summary>A time of the week at which people work, in UTC.</summary>
/// <param name="Day">The day of the week.</param>
/// <param name="FromHour">When it begins, in hours since midnight.</param>
/// <param name="ToHour">When it ends, in hours since midnight; 24 at the most.</param>
public sealed record WorkShiftInput(Weekday Day, double FromHour, double ToHour)
{
    // What is no time of a day is refused with the plan.
    internal WorkShift ToShift() => new((DayOfWeek)Day, HoursOf(FromHour), HoursOf(ToHour));

    private static TimeSpan HoursOf(double hours)
        => TimeSpan.FromHours(double.IsFinite(hours) ? Math.Clamp(hours, -1, 25) : -1);
}

/// <param name="Plan">What holds from now on; null where it was refused.</param>
[Allow(Audience.Leads)]
public sealed record SetProjectPlanPayload(
    ProjectPlanType? Plan,
    [property: OutputType(typeof(ListGraphType<NonNullGraphType<SetProjectPlanErrorUnion>>))]
    IReadOnlyList<IUserError>? Errors);

public sealed class SetProjectPlanErrorUnion() : ErrorUnion(
    "SetProjectPlanError", typeof(NotFoundError), typeof(InvalidInputError));
