using ActiveLabel.Api.Graph;
using ActiveLabel.Api.Security;
using GraphQL;

namespace ActiveLabel.Api.Tasks;

/// <summary>The lease ran out, was given back, or the task went to a later lease.</summary>
[Implements(typeof(IUserError))]
[Allow(Audience.Workers)]
public sealed record LeaseLostError([property: Id] string TaskId) : IUserError
{
    public string Message => "You no longer hold this task; claim again.";
    public string Code => "LEASE_LOST";
}

/// <summary>The task wants no more judgements: its item was closed while it was held.</summary>
[Implements(typeof(IUserError))]
[Allow(Audience.Workers)]
public sealed record TaskClosedError([property: Id] string TaskId) : IUserError
{
    public string Message => "The task was closed; nothing more is wanted of it. Claim another.";
    public string Code => "TASK_CLOSED";
}

public sealed class ClaimTasksErrorUnion() : ErrorUnion(
    "ClaimTasksError",
    [typeof(InvalidInputError), typeof(NotFoundError), typeof(IdempotencyConflictError), .. EligibilityErrors.Types]);

public sealed class ExtendLeaseErrorUnion() : ErrorUnion(
    "ExtendLeaseError", typeof(LeaseLostError), typeof(NotFoundError));

public sealed class ReleaseTaskErrorUnion() : ErrorUnion(
    "ReleaseTaskError", typeof(LeaseLostError), typeof(NotFoundError));

public sealed class SkipTaskErrorUnion() : ErrorUnion(
    "SkipTaskError", typeof(LeaseLostError), typeof(InvalidInputError), typeof(NotFoundError));
