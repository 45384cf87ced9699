using ActiveLabel.Api.Graph;
using ActiveLabel.Api.Judgements;
using ActiveLabel.Api.Projects;
using ActiveLabel.Api.Security;
using ActiveLabel.Api.Tasks;
using ActiveLabel.Domain.Judgements;
using ActiveLabel.Domain.Tasks;
using ActiveLabel.Domain.Workflows;
using GraphQL;
using GraphQL.Types;

namespace ActiveLabel.Api.Decisions;

public sealed class DecisionMutations
{
    /// <summary>
    /// Accepts, corrects or rejects what others said, on a task of a REVIEW step. The same request under the same key
    /// gives the same decision.
    /// </summary>
    [Allow(Audience.Workers)]
    public static async Task<SubmitReviewPayload> SubmitReview(
        SubmitReviewInput input,
        Caller caller,
        [FromServices] ProjectAccess access,
        [FromServices] SubmitDecision submitDecision,
        CancellationToken cancellationToken)
        => await access.FindByTaskAsync(caller, input.TaskId, cancellationToken) is var (project, task)
            ? Payload(
                await submitDecision.ExecuteAsync(
                    project, Claimant.Of(caller), input.ToRequest(task), cancellationToken),
                input.TaskId,
                (decision, errors) => new SubmitReviewPayload(decision, errors))
            : new(null, [new NotFoundError("task")]);

    /// <summary>
    /// Decides what judgements could not, on a task of an ADJUDICATE step. The same request under the same key gives
    /// the same decision.
    /// </summary>
    [Allow(Audience.Workers)]
    public static async Task<SubmitAdjudicationPayload> SubmitAdjudication(
        SubmitAdjudicationInput input,
        Caller caller,
        [FromServices] ProjectAccess access,
        [FromServices] SubmitDecision submitDecision,
        CancellationToken cancellationToken)
        => await access.FindByTaskAsync(caller, input.TaskId, cancellationToken) is var (project, task)
            ? Payload(
                await submitDecision.ExecuteAsync(
                    project, Claimant.Of(caller), input.ToRequest(task), cancellationToken),
                input.TaskId,
                (decision, errors) => new SubmitAdjudicationPayload(decision, errors))
            : new(null, [new NotFoundError("task")]);

    private static TPayload Payload<TPayload>(
        DecisionResult result, string taskId, Func<DecisionType?, IReadOnlyList<IUserError>?, TPayload> payload)
        => result switch
        {
            DecisionResult.Recorded recorded => payload(new(recorded.Decision), null),
            DecisionResult.Invalid invalid => payload(null, [new InvalidAnswerError(invalid.Problem)]),
            DecisionResult.WrongStep wrong => payload(null, [new WrongStepError(wrong.Kind)]),
            DecisionResult.OwnWork => payload(null, [new OwnWorkError()]),
            DecisionResult.NotEligible refused => payload(null, EligibilityErrors.Of(refused.Unmet)),
            DecisionResult.LeaseLost => payload(null, [new LeaseLostError(taskId)]),
            _ => payload(null, [new IdempotencyConflictError()]),
        };
}

/// <param name="Token">As the lease has it.</param>
/// <param name="Verdict">What is said to the consensus.</param>
/// <param name="IdempotencyKey">Chosen by the client, one for each review; a retry sends the same again.</param>
/// <param name="HandlingSeconds">How long the worker took.</param>
public sealed record SubmitReviewInput(
    [property: Id] string TaskId,
    int Token,
    VerdictInput Verdict,
    string IdempotencyKey,
    double? HandlingSeconds = null)
{
    internal DecisionRequest ToRequest(TaskId task) => new(
        task,
        Token,
        Verdict.ToVerdict(),
        [.. (Verdict.Correct?.Answers ?? []).Select(answer => new Answer(answer.QuestionKey, answer.Value.ToValue()))],
        Verdict.Correct?.Reason ?? Verdict.Reject?.Reason,
        IdempotencyKey,
        HandlingSeconds ?? 0);
}

/// <summary>What a reviewer says to the consensus of the judgements.</summary>
[OneOf]
public sealed class VerdictInput
{
    /// <summary>It stands; say true.</summary>
    public bool? Accept { get; set; }

    /// <summary>Other answers stand in its place.</summary>
    public CorrectionInput? Correct { get; set; }

    /// <summary>It does not stand, and there is no answer yet.</summary>
    public RejectionInput? Reject { get; set; }

    internal Verdict ToVerdict() => this switch
    {
        { Correct: not null } => Verdict.Corrected,
        { Reject: not null } => Verdict.Rejected,
        _ => Verdict.Accepted,
    };
}

/// <summary>Other answers.</summary>
/// <param name="Answers">One for each question that is asked.</param>
/// <param name="Reason">Why; the authors of the judgements are told. At most 2,000 characters.</param>
public sealed record CorrectionInput(IReadOnlyList<AnswerInput> Answers, string? Reason = null);

/// <summary>A rejection.</summary>
/// <param name="Reason">Why; the authors of the judgements are told. 1 to 2,000 characters.</param>
public sealed record RejectionInput(string Reason);

/// <param name="Token">As the lease has it.</param>
/// <param name="Answers">One for each question that is asked.</param>
/// <param name="Reason">Why; the authors of the judgements are told. At most 2,000 characters.</param>
/// <param name="IdempotencyKey">Chosen by the client, one for each adjudication; a retry sends the same again.</param>
/// <param name="HandlingSeconds">How long the worker took.</param>
public sealed record SubmitAdjudicationInput(
    [property: Id] string TaskId,
    int Token,
    IReadOnlyList<AnswerInput> Answers,
    string IdempotencyKey,
    string? Reason = null,
    double? HandlingSeconds = null)
{
    internal DecisionRequest ToRequest(TaskId task) => new(
        task,
        Token,
        Verdict: null,
        [.. Answers.Select(answer => new Answer(answer.QuestionKey, answer.Value.ToValue()))],
        Reason,
        IdempotencyKey,
        HandlingSeconds ?? 0);
}

/// <param name="Decision">Null where it was refused.</param>
[Allow(Audience.Workers)]
public sealed record SubmitReviewPayload(
    DecisionType? Decision,
    [property: OutputType(typeof(ListGraphType<NonNullGraphType<SubmitReviewErrorUnion>>))]
    IReadOnlyList<IUserError>? Errors);

/// <param name="Decision">Null where it was refused.</param>
[Allow(Audience.Workers)]
public sealed record SubmitAdjudicationPayload(
    DecisionType? Decision,
    [property: OutputType(typeof(ListGraphType<NonNullGraphType<SubmitAdjudicationErrorUnion>>))]
    IReadOnlyList<IUserError>? Errors);
