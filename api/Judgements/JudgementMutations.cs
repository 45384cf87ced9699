using System.ComponentModel;
using ActiveLabel.Api.Decisions;
using ActiveLabel.Api.Graph;
using ActiveLabel.Api.Projects;
using ActiveLabel.Api.Security;
using ActiveLabel.Api.Tasks;
using ActiveLabel.Domain.Judgements;
using ActiveLabel.Domain.Projects;
using ActiveLabel.Domain.Tasks;
using ActiveLabel.Domain.Workflows;
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
    {
        if (await access.FindByTaskAsync(caller, input.TaskId, cancellationToken) is not var (project, task))
            return SubmitJudgementPayload.Refused(new NotFoundError("task"));
        if (await access.StepKindOfAsync(caller, task, cancellationToken) is not StepKind.Label and var kind)
            return SubmitJudgementPayload.Refused(new WrongStepError(kind));
        return SubmitJudgementPayload.Of(input, project, await submitJudgement.ExecuteAsync(
            project, Claimant.Of(caller), input.ToRequest(task), input.ClaimNext, cancellationToken));
    }
}

/// <param name="Token">As the lease has it.</param>
/// <param name="IdempotencyKey">Chosen by the client, one for each judgement; a retry sends the same again.</param>
/// <param name="HandlingSeconds">How long the worker took.</param>
/// <param name="Answers">One for each question that is asked after the other answers.</param>
/// <param name="SchemaVersion">
/// The version of the label schema that was answered; a judgement of another version than the one in force is refused.
/// Without it the one in force is meant.
/// </param>
/// <param name="ClaimNext">Whether to claim the next task in the same round trip.</param>
/// <param name="Client">What it was given with; left out where that is not known.</param>
public sealed record SubmitJudgementInput(
    [property: Id] string TaskId,
    int Token,
    IReadOnlyList<AnswerInput> Answers,
    string IdempotencyKey,
    double? HandlingSeconds = null,
    int? SchemaVersion = null,
    [property: DefaultValue(false)] bool ClaimNext = false,
    JudgementClientInput? Client = null)
{
    internal JudgementRequest ToRequest(TaskId task) => new(
        task,
        Token,
        [.. Answers.Select(answer => new Answer(answer.QuestionKey, answer.Value.ToValue()))],
        IdempotencyKey,
        HandlingSeconds ?? 0,
        SchemaVersion,
        Client is null ? null : new(Client.Interface?.Trim(), Client.Device?.Trim()));
}

/// <summary>
/// What a judgement is given with: a bias audit holds interfaces and devices against each other. Letters, digits,
/// spaces, dots and dashes, 50 at the most.
/// </summary>
/// <param name="Interface">Such as "workbench-2".</param>
/// <param name="Device">Such as "phone".</param>
public sealed record JudgementClientInput(string? Interface = null, string? Device = null);

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
/// <param name="Next">
/// The next task, where it was asked for; null for a retry: what the first request claimed is in
/// <c>viewer.leases</c>.
/// </param>
/// <param name="WhyNoTask">Set when the next task was asked for and there is none.</param>
/// <param name="IsRight">
/// Whether the judgement is right, where that was known beforehand and the project tells it at once; null otherwise,
/// and for a retry.
/// </param>
[Allow(Audience.Workers)]
public sealed record SubmitJudgementPayload(
    JudgementType? Judgement,
    LeaseType? Next,
    WhyNoTask? WhyNoTask,
    bool? IsRight,
    [property: OutputType(typeof(ListGraphType<NonNullGraphType<SubmitJudgementErrorUnion>>))]
    IReadOnlyList<IUserError>? Errors)
{
    internal static SubmitJudgementPayload Of(SubmitJudgementInput input, Project project, SubmitResult result)
        => result switch
        {
            SubmitResult.Recorded recorded => new(
                new(recorded.Judgement),
                recorded.Next?.Leases is [var lease] ? new(lease, project) : null,
                recorded.Next is null ? null : Tasks.WhyNoTask.Of(recorded.Next),
                recorded.IsRight,
                null),
            SubmitResult.InvalidAnswer invalid => Refused(new InvalidAnswerError(invalid.Problem)),
            SubmitResult.WrongSchemaVersion wrong => Refused(new SchemaVersionError(wrong.InForce)),
            SubmitResult.NotEligible refused => new(null, null, null, null, EligibilityErrors.Of(refused.Unmet)),
            SubmitResult.LeaseLost => Refused(new LeaseLostError(input.TaskId)),
            SubmitResult.TaskClosed => Refused(new TaskClosedError(input.TaskId)),
            _ => Refused(new IdempotencyConflictError()),
        };

    internal static SubmitJudgementPayload Refused(IUserError error) => new(null, null, null, null, [error]);
}
