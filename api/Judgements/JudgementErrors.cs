using ActiveLabel.Api.Graph;
using ActiveLabel.Api.Security;
using ActiveLabel.Api.Tasks;
using GraphQL;

namespace ActiveLabel.Api.Judgements;

/// <summary>The answers are none to the questions of the label schema.</summary>
[Implements(typeof(IUserError))]
[Allow(Audience.Workers)]
public sealed record InvalidAnswerError(string Message) : IUserError
{
    public string Code => "INVALID_ANSWER";
}

public sealed class SubmitJudgementErrorUnion() : ErrorUnion(
    "SubmitJudgementError",
    [
        typeof(LeaseLostError),
        typeof(InvalidAnswerError),
        typeof(IdempotencyConflictError),
        typeof(NotFoundError),
        .. EligibilityErrors.Types,
    ]);
