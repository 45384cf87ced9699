using ActiveLabel.Api.Graph;
using ActiveLabel.Api.Judgements;
using ActiveLabel.Api.Security;
using ActiveLabel.Api.Tasks;
using ActiveLabel.Domain.Workflows;
using GraphQL;

namespace ActiveLabel.Api.Decisions;

/// <summary>The task wants something else.</summary>
/// <param name="Kind">What is done in its step.</param>
[Implements(typeof(IUserError))]
[Allow(Audience.Workers)]
public sealed record WrongStepError(StepKind Kind) : IUserError
{
    public string Message => Kind switch
    {
        StepKind.Review => "The task wants a review: use submitReview.",
        StepKind.Adjudicate => "The task wants an adjudication: use submitAdjudication.",
        _ => "The task wants a judgement: use submitJudgement.",
    };

    public string Code => "WRONG_STEP";
}

/// <summary>Nobody decides about his own judgement.</summary>
[Implements(typeof(IUserError))]
[Allow(Audience.Workers)]
public sealed record OwnWorkError : IUserError
{
    public string Message => "You have judged this item yourself; release the task for somebody else.";
    public string Code => "OWN_WORK";
}

/// <summary>The exception was resolved already.</summary>
[Implements(typeof(IUserError))]
[Allow(Audience.Staff)]
public sealed record ExceptionResolvedError : IUserError
{
    public string Message => "The exception was resolved already.";
    public string Code => "EXCEPTION_RESOLVED";
}

public sealed class SubmitReviewErrorUnion() : ErrorUnion(
    "SubmitReviewError",
    [
        typeof(LeaseLostError),
        typeof(InvalidAnswerError),
        typeof(WrongStepError),
        typeof(OwnWorkError),
        typeof(IdempotencyConflictError),
        typeof(NotFoundError),
        .. EligibilityErrors.Types,
    ]);

public sealed class SubmitAdjudicationErrorUnion() : ErrorUnion(
    "SubmitAdjudicationError",
    [
        typeof(LeaseLostError),
        typeof(InvalidAnswerError),
        typeof(WrongStepError),
        typeof(OwnWorkError),
        typeof(IdempotencyConflictError),
        typeof(NotFoundError),
        .. EligibilityErrors.Types,
    ]);

public sealed class AssignExceptionErrorUnion() : ErrorUnion(
    "AssignExceptionError", typeof(NotFoundError), typeof(ExceptionResolvedError), typeof(InvalidInputError));

public sealed class ResolveExceptionErrorUnion() : ErrorUnion(
    "ResolveExceptionError", typeof(NotFoundError), typeof(ExceptionResolvedError), typeof(InvalidInputError));
