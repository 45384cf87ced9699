using ActiveLabel.Api.Graph;
using ActiveLabel.Api.Operations;
using ActiveLabel.Api.Projects;
using ActiveLabel.Api.Security;
using ActiveLabel.Api.Workflows;
using ActiveLabel.Domain.Forecasting;
using GraphQL;
using GraphQL.Types;

namespace ActiveLabel.Api.Forecasting;

public sealed class ForecastMutations
{
    /// <summary>
    /// Asks when the work will be done if something were otherwise, or who has to come so that it is done in time. The
    /// answer is the last of <c>forecasts</c> when the operation has succeeded.
    /// </summary>
    [Allow(Audience.Operators)]
    public static async Task<StartForecastPayload> StartForecast(
        StartForecastInput input,
        Caller caller,
        [FromServices] ProjectAccess access,
        [FromServices] StartForecast startForecast,
        CancellationToken cancellationToken)
        => await access.FindAsync(caller, input.ProjectId, cancellationToken) is { } project
            ? StartedRun.Of(
                await startForecast.ExecuteAsync(
                    project,
                    new(input.WhatIf?.ToWhatIf(), input.Staffing?.ToGoal()),
                    input.IdempotencyKey,
                    cancellationToken),
                (operation, errors) => new StartForecastPayload(operation, errors))
            : new(null, [new NotFoundError("project")]);
}

/// <param name="WhatIf">What would be otherwise than it is.</param>
/// <param name="Staffing">Who has to come so that the work is done in time; left out: nobody comes.</param>
/// <param name="IdempotencyKey">Chosen by the client; a retry sends the same again and gets the same run.</param>
public sealed record StartForecastInput(
    [property: Id] string ProjectId,
    string IdempotencyKey,
    WhatIfInput? WhatIf = null,
    StaffingInput? Staffing = null);

/// <summary>What would be otherwise; what is left out is as it is.</summary>
/// <param name="Workers">Who comes in addition; 10 kinds at the most.</param>
/// <param name="Items">How many items are to be done in all.</param>
/// <param name="TargetAccuracy">
/// The model's, between 0 and 1: as many items are to be done as the learning curve asks for.
/// </param>
/// <param name="Tolerance">
/// An answer may be wrong with this probability, between 0 and 1: an item gets another judgement while it is likelier.
/// </param>
/// <param name="JudgementsMin">Of each item at a step of labeling, 1 to 15.</param>
/// <param name="JudgementsMax">The most of them, 1 to 15.</param>
public sealed record WhatIfInput(
    IReadOnlyList<MoreWorkersInput>? Workers = null,
    int? Items = null,
    double? TargetAccuracy = null,
    double? Tolerance = null,
    int? JudgementsMin = null,
    int? JudgementsMax = null)
{
    internal WhatIf ToWhatIf() => new(
        Workers?.Select(more => more.ToWorkers()).ToList(),
        Items,
        TargetAccuracy,
        Tolerance,
        JudgementsMin,
        JudgementsMax);
}

/// <summary>People who come, or could come.</summary>
/// <param name="Step">They have the skills of this step, and may do all that ask for the same.</param>
/// <param name="Count">How many, 1 to 200; of those who could come it does not matter.</param>
/// <param name="CostPerHour">Of an hour of their work; left out: as the plan has it.</param>
/// <param name="Shifts">When they work; left out: as the plan has it, or weekdays from 9 to 17.</param>
public sealed record MoreWorkersInput(
    string Step,
    [property: System.ComponentModel.DefaultValue(1)] int Count = 1,
    double? CostPerHour = null,
    IReadOnlyList<WorkShiftInput>? Shifts = null)
{
    internal MoreWorkers ToWorkers()
        => new(Step, Count, CostPerHour, Shifts?.Select(shift => shift.ToShift()).ToList());
}

/// <summary>By when the work is to be done, with which probability and at what cost.</summary>
/// <param name="FinishBy">The deadline.</param>
/// <param name="Confidence">With which probability it is to be kept, 0.5 to 0.99.</param>
/// <param name="Budget">What all work may cost, that until now included; left out: that does not matter.</param>
/// <param name="Offered">Who could come, 10 kinds at the most; left out: whoever may do a step.</param>
public sealed record StaffingInput(
    DateTimeOffset FinishBy,
    [property: System.ComponentModel.DefaultValue(0.9)] double Confidence = 0.9,
    double? Budget = null,
    IReadOnlyList<MoreWorkersInput>? Offered = null)
{
    internal StaffingGoal ToGoal()
        => new(FinishBy, Confidence, Budget, Offered?.Select(more => more.ToWorkers()).ToList());
}

/// <param name="Operation">Says when the forecast is there; null where it was refused.</param>
[Allow(Audience.Operators)]
public sealed record StartForecastPayload(
    OperationType? Operation,
    [property: OutputType(typeof(ListGraphType<NonNullGraphType<StartForecastErrorUnion>>))]
    IReadOnlyList<IUserError>? Errors);

public sealed class StartForecastErrorUnion() : ErrorUnion(
    "StartForecastError",
    typeof(NotFoundError),
    typeof(InvalidInputError),
    typeof(OperationBusyError),
    typeof(IdempotencyConflictError));
