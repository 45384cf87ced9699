using ActiveLabel.Api.Graph;
using ActiveLabel.Api.Security;
using GraphQL;

namespace ActiveLabel.Api.Qualifications;

internal static class QualificationErrors
{
    public static IUserError Of(AttemptResult refused) => refused switch
    {
        AttemptResult.NotFound missing => new NotFoundError(missing.What),
        AttemptResult.Held held => new AlreadyQualifiedError(held.ExpiresAt),
        AttemptResult.TooEarly early => new RetryLaterError(early.RetryAt),
        AttemptResult.Invalid invalid => new InvalidInputError(invalid.Problem),
        _ => new OutOfTurnError(),
    };
}

/// <summary>The worker has earned it already.</summary>
/// <param name="ExpiresAt">Until when; null for ever.</param>
[Implements(typeof(IUserError))]
[Allow(Audience.Workers)]
public sealed record AlreadyQualifiedError(DateTimeOffset? ExpiresAt) : IUserError
{
    public string Message => "You hold this qualification already.";
    public string Code => "ALREADY_QUALIFIED";
}

/// <summary>The last attempt failed, and it is too early for another.</summary>
/// <param name="RetryAt">From then on there may be another.</param>
[Implements(typeof(IUserError))]
[Allow(Audience.Workers)]
public sealed record RetryLaterError(DateTimeOffset RetryAt) : IUserError
{
    public string Message => "Your last attempt failed; wait before you try again.";
    public string Code => "RETRY_LATER";
}

/// <summary>Another question is asked now, or none.</summary>
[Implements(typeof(IUserError))]
[Allow(Audience.Workers)]
public sealed record OutOfTurnError : IUserError
{
    public string Message => "This question is not asked now; ask the attempt for the one that is.";
    public string Code => "OUT_OF_TURN";
}

public sealed class CreateQualificationErrorUnion() : ErrorUnion(
    "CreateQualificationError",
    typeof(InvalidInputError),
    typeof(NameTakenError),
    typeof(NotFoundError),
    typeof(IdempotencyConflictError));

public sealed class BeginQualificationErrorUnion() : ErrorUnion(
    "BeginQualificationError", typeof(NotFoundError), typeof(AlreadyQualifiedError), typeof(RetryLaterError));

public sealed class AnswerQualificationErrorUnion() : ErrorUnion(
    "AnswerQualificationError", typeof(NotFoundError), typeof(InvalidInputError), typeof(OutOfTurnError));
