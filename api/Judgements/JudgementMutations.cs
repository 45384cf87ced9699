using ActiveLabel.Api.Graph;
using ActiveLabel.Api.Projects;
using ActiveLabel.Api.Security;
using ActiveLabel.Api.Tasks;
using ActiveLabel.Domain.Judgements;
using ActiveLabel.Domain.Tasks;
using GraphQL;
using GraphQL.Types;

namespace ActiveLabel.Api.Judgements;

public sealed class JudgementMutations
{
    /// <summary>Records a judgement. The same request under the same key gives the same judgement.</summary>
    [Allow(Audience.Workers)]
    public static async Task<SubmitJudgementPayload> SubmitJudgement(
        SubmitJudgementInput input,
        Caller caller,
        [FromServices] ProjectAccess access,
        [FromServices] SubmitJudgement submitJudgement,
        CancellationToken cancellationToken)
        => await access.FindByTaskAsync(caller, input.TaskId, cancellationToken) is var (project, task)
            ? SubmitJudgementPayload.Of(input, await submitJudgement.ExecuteAsync(
                project, Claimant.Of(caller), input.ToRequest(task), cancellationToken))
            : new(null, [new NotFoundError("task")]);
}

/// <param name="Token">As the lease has it.</param>
/// <param name="IdempotencyKey">Chosen by the client, one for each judgement; a retry sends the same again.</param>
/// <param name="HandlingSeconds">How long the worker took.</param>
/// <param name="Answers">One for each question of the label schema.</param>
public sealed record SubmitJudgementInput(
    [property: Id] string TaskId,
    int Token,
    IReadOnlyList<AnswerInput> Answers,
    string IdempotencyKey,
    double? HandlingSeconds = null)
{
    internal JudgementRequest ToRequest(TaskId task) => new(
        task,
        Token,
        [.. Answers.Select(answer => new Answer(answer.QuestionKey, answer.Value.ToValue()))],
        IdempotencyKey,
        HandlingSeconds ?? 0);
}

/// <summary>The answer to one question.</summary>
/// <param name="Value">The answer itself.</param>
public sealed record AnswerInput(string QuestionKey, AnnotationValueInput Value);

/// <summary>An answer of the annotation type that the question has.</summary>
[OneOf]
public sealed class AnnotationValueInput
{
    /// <summary>The key of the choice.</summary>
    public string? SingleChoice { get; set; }

    internal AnnotationValue ToValue() => new SingleChoiceValue(
        SingleChoice ?? throw new InvalidOperationException("Validation lets no empty value through."));
}

/// <param name="Judgement">Null where it was refused.</param>
[Allow(Audience.Workers)]
public sealed record SubmitJudgementPayload(
    JudgementType? Judgement,
    [property: OutputType(typeof(ListGraphType<NonNullGraphType<SubmitJudgementErrorUnion>>))]
    IReadOnlyList<IUserError>? Errors)
{
    internal static SubmitJudgementPayload Of(SubmitJudgementInput input, SubmitResult result) => result switch
    {
        SubmitResult.Recorded recorded => new(new(recorded.Judgement), null),
        SubmitResult.InvalidAnswer invalid => new(null, [new InvalidAnswerError(invalid.Problem)]),
        SubmitResult.NotEligible refused => new(null, EligibilityErrors.Of(refused.Unmet)),
        SubmitResult.LeaseLost => new(null, [new LeaseLostError(input.TaskId)]),
        _ => new(null, [new IdempotencyConflictError()]),
    };
}
