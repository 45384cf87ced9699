using ActiveLabel.Api.Graph;
using ActiveLabel.Api.Security;
using ActiveLabel.Domain.Misconduct;
using GraphQL;
using GraphQL.Types;

namespace ActiveLabel.Api.Misconduct;

/// <param name="ProjectId">In which project.</param>
/// <param name="WorkerId">Whom.</param>
/// <param name="Reason">Why; the worker reads it. 1 to 2,000 characters.</param>
public sealed record QuarantineWorkerInput(
    [property: Id] string ProjectId, [property: Id] string WorkerId, string Reason);

/// <param name="Quarantine">As it is now; null where it was refused.</param>
[Allow(Audience.Leads)]
public sealed record QuarantineWorkerPayload(
    QuarantineType? Quarantine,
    [property: OutputType(typeof(ListGraphType<NonNullGraphType<QuarantineWorkerErrorUnion>>))]
    IReadOnlyList<IUserError>? Errors)
{
    internal static QuarantineWorkerPayload Of(QuarantineResult result) => result is QuarantineResult.Changed changed
        ? new(new(changed.Quarantine), null)
        : new(null, [QuarantineErrors.Of(result)]);
}

/// <param name="ProjectId">In which project.</param>
/// <param name="WorkerId">Whom.</param>
/// <param name="Reason">Why; the worker reads it. 1 to 2,000 characters.</param>
public sealed record UnquarantineWorkerInput(
    [property: Id] string ProjectId, [property: Id] string WorkerId, string Reason);

/// <param name="Quarantine">As it is now; null where it was refused.</param>
[Allow(Audience.Leads)]
public sealed record UnquarantineWorkerPayload(
    QuarantineType? Quarantine,
    [property: OutputType(typeof(ListGraphType<NonNullGraphType<UnquarantineWorkerErrorUnion>>))]
    IReadOnlyList<IUserError>? Errors)
{
    internal static UnquarantineWorkerPayload Of(QuarantineResult result) => result is QuarantineResult.Changed changed
        ? new(new(changed.Quarantine), null)
        : new(null, [QuarantineErrors.Of(result)]);
}

/// <param name="ProjectId">In which project.</param>
/// <param name="Appeal">What speaks against it; 1 to 2,000 characters.</param>
public sealed record AppealQuarantineInput([property: Id] string ProjectId, string Appeal);

/// <param name="Quarantine">As it is now; null where it was refused.</param>
[Allow(Audience.Workers)]
public sealed record AppealQuarantinePayload(
    QuarantineType? Quarantine,
    [property: OutputType(typeof(ListGraphType<NonNullGraphType<AppealQuarantineErrorUnion>>))]
    IReadOnlyList<IUserError>? Errors)
{
    internal static AppealQuarantinePayload Of(QuarantineResult result) => result is QuarantineResult.Changed changed
        ? new(new(changed.Quarantine), null)
        : new(null, [QuarantineErrors.Of(result)]);
}

/// <param name="ProjectId">In which project.</param>
/// <param name="QuarantineId">Which quarantine was appealed against.</param>
/// <param name="Outcome">Whether it is lifted or stands.</param>
/// <param name="Reason">Why; the worker reads it. 1 to 2,000 characters.</param>
public sealed record DecideAppealInput(
    [property: Id] string ProjectId, [property: Id] string QuarantineId, AppealOutcome Outcome, string Reason);

/// <param name="Quarantine">As it is now; null where it was refused.</param>
[Allow(Audience.Leads)]
public sealed record DecideAppealPayload(
    QuarantineType? Quarantine,
    [property: OutputType(typeof(ListGraphType<NonNullGraphType<DecideAppealErrorUnion>>))]
    IReadOnlyList<IUserError>? Errors)
{
    internal static DecideAppealPayload Of(QuarantineResult result) => result is QuarantineResult.Changed changed
        ? new(new(changed.Quarantine), null)
        : new(null, [QuarantineErrors.Of(result)]);
}

/// <param name="ProjectId">In which project.</param>
/// <param name="AlertAt">From this probability on an alert is raised, 0.5 to 1; left out: never.</param>
/// <param name="ThrottleAt">From this probability on the worker holds few tasks, 0.5 to 1; left out: never.</param>
/// <param name="QuarantineAt">From this probability on he is put into quarantine, 0.5 to 1; left out: never.</param>
/// <param name="ThrottledLeases">How many tasks a throttled worker may hold at a time, 1 to 50; left out: 1.</param>
/// <param name="AnswersMin">Nothing follows from fewer answers, at least 1; left out: 30.</param>
public sealed record SetMisconductPolicyInput(
    [property: Id] string ProjectId,
    double? AlertAt = null,
    double? ThrottleAt = null,
    double? QuarantineAt = null,
    int? ThrottledLeases = null,
    int? AnswersMin = null);

/// <param name="Policy">What holds from now on; null where it was refused.</param>
[Allow(Audience.Leads)]
public sealed record SetMisconductPolicyPayload(
    MisconductPolicyType? Policy,
    [property: OutputType(typeof(ListGraphType<NonNullGraphType<SetMisconductPolicyErrorUnion>>))]
    IReadOnlyList<IUserError>? Errors);
