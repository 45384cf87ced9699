using ActiveLabel.Api.Decisions;
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

/// <summary>Another version of the label schema is in force than the one that was answered.</summary>
/// <param name="InForce">The version to answer.</param>
[Implements(typeof(IUserError))]
[Allow(Audience.Workers)]
public sealed record SchemaVersionError(int InForce) : IUserError
{
    public string Message => $"Version {InForce} of the label schema is in force; read it and answer that.";
    public string Code => "WRONG_SCHEMA_VERSION";
}

public sealed class SubmitJudgementErrorUnion() : ErrorUnion(
    "SubmitJudgementError",
    [
        typeof(LeaseLostError),
        typeof(TaskClosedError),
        typeof(SchemaVersionError),
        typeof(InvalidAnswerError),
        typeof(WrongStepError),
        typeof(IdempotencyConflictError),
        typeof(NotFoundError),
        .. EligibilityErrors.Types,
    ]);
