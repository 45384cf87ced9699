using System.ComponentModel;
using ActiveLabel.Api.Graph;
using ActiveLabel.Api.Projects;
using ActiveLabel.Api.Security;
using ActiveLabel.Domain.Qualifications;
using GraphQL;
using GraphQL.Types;

namespace ActiveLabel.Api.Qualifications;

public sealed class QualificationMutations
{
    /// <summary>Makes a qualification out of items of a project whose answers are known.</summary>
    [Allow(Audience.Leads)]
    public static async Task<CreateQualificationPayload> CreateQualification(
        CreateQualificationInput input,
        Caller caller,
        [FromServices] ProjectAccess access,
        [FromServices] CreateQualification createQualification,
        CancellationToken cancellationToken)
        => await access.FindAsync(caller, input.ProjectId, cancellationToken) is { } project
            ? CreateQualificationPayload.Of(
                await createQualification.ExecuteAsync(project, input.ToNewQualification(), cancellationToken))
            : new(null, [new NotFoundError("project")]);

    /// <summary>Begins a qualification, or goes on with the attempt that is open.</summary>
    [Allow(Audience.Workers)]
    public static async Task<BeginQualificationPayload> BeginQualification(
        BeginQualificationInput input,
        Caller caller,
        [FromServices] TakeQualification takeQualification,
        CancellationToken cancellationToken)
        => GlobalId.Parse<QualificationId>(input.QualificationId) is { } id
            ? BeginQualificationPayload.Of(await takeQualification.BeginAsync(
                caller.OrganizationId, caller.RequireWorker(), id, cancellationToken))
            : new(null, [new NotFoundError("qualification")]);

    /// <summary>
    /// Answers the question that is asked now. In the training it is told at once whether the answer was right; in the
    /// test it is not. The same answer to the same place again changes nothing.
    /// </summary>
    [Allow(Audience.Workers)]
    public static async Task<AnswerQualificationPayload> AnswerQualification(
        AnswerQualificationInput input,
        Caller caller,
        [FromServices] TakeQualification takeQualification,
        CancellationToken cancellationToken)
        => GlobalId.Parse<AttemptId>(input.AttemptId) is { } id
            ? AnswerQualificationPayload.Of(await takeQualification.AnswerAsync(
                caller.OrganizationId, caller.RequireWorker(), id, input.Place, input.Choice, cancellationToken))
            : new(null, null, [new NotFoundError("attempt")]);
}

/// <param name="Key">Unique in the organization; 1 to 100 characters.</param>
/// <param name="Title">What people call it; 1 to 200 characters.</param>
/// <param name="Questions">Items with their answers: the training in this order, then the bank of the test.</param>
/// <param name="IdempotencyKey">Chosen by the client, one for each qualification; a retry sends the same again.</param>
/// <param name="Test">How the test decides; left out: as the product has it.</param>
/// <param name="RetryAfterDays">Who failed may try again after so many days, 0 to 3,650.</param>
/// <param name="ValidDays">Who passed holds it for so many days, 1 to 3,650; left out: for ever.</param>
public sealed record CreateQualificationInput(
    [property: Id] string ProjectId,
    string Key,
    string Title,
    IReadOnlyList<QualificationQuestionInput> Questions,
    string IdempotencyKey,
    SequentialTestInput? Test = null,
    [property: DefaultValue(7)] int RetryAfterDays = 7,
    int? ValidDays = null)
{
    internal NewQualification ToNewQualification() => new(
        Key,
        Title,
        Test?.ToTest() ?? new(),
        RetryAfterDays,
        ValidDays,
        [.. Questions.Select(question => new NewQuestion(
            question.ExternalId, question.Answer, question.Explanation ?? "", question.IsTraining))],
        IdempotencyKey);
}

/// <summary>An item with its known answer.</summary>
/// <param name="ExternalId">An item of the project.</param>
/// <param name="Answer">The key of the right choice.</param>
/// <param name="IsTraining">Whether it belongs to the training, and not to the test.</param>
/// <param name="Explanation">Why the answer is right: told in the training; at most 2,000 characters.</param>
public sealed record QualificationQuestionInput(
    string ExternalId,
    string Answer,
    [property: DefaultValue(false)] bool IsTraining = false,
    string? Explanation = null);

/// <summary>A sequential test of a worker's accuracy.</summary>
/// <param name="FailAccuracy">Somebody who is right this often should fail.</param>
/// <param name="PassAccuracy">Somebody who is right this often should pass.</param>
/// <param name="FalsePassRate">How often somebody may pass who should fail.</param>
/// <param name="FalseFailRate">How often somebody may fail who should pass.</param>
/// <param name="QuestionsMax">The test decides after so many questions at the latest, 1 to 500.</param>
public sealed record SequentialTestInput(
    double FailAccuracy, double PassAccuracy, double FalsePassRate, double FalseFailRate, int QuestionsMax)
{
    internal SequentialTest ToTest() => new(FailAccuracy, PassAccuracy, FalsePassRate, FalseFailRate, QuestionsMax);
}

/// <param name="Qualification">Null where it was refused.</param>
[Allow(Audience.Leads)]
public sealed record CreateQualificationPayload(
    QualificationType? Qualification,
    [property: OutputType(typeof(ListGraphType<NonNullGraphType<CreateQualificationErrorUnion>>))]
    IReadOnlyList<IUserError>? Errors)
{
    internal static CreateQualificationPayload Of(CreateQualificationResult result) => result switch
    {
        CreateQualificationResult.Created created => new(new(created.Qualification), null),
        CreateQualificationResult.Invalid invalid => new(null, [new InvalidInputError(invalid.Problem)]),
        CreateQualificationResult.KeyTaken taken => new(null, [new NameTakenError(taken.Key)]),
        _ => new(null, [new IdempotencyConflictError()]),
    };
}

/// <param name="QualificationId">What to earn.</param>
public sealed record BeginQualificationInput([property: Id] string QualificationId);

/// <param name="Attempt">With its first question; null where it was refused.</param>
[Allow(Audience.Workers)]
public sealed record BeginQualificationPayload(
    QualificationAttemptType? Attempt,
    [property: OutputType(typeof(ListGraphType<NonNullGraphType<BeginQualificationErrorUnion>>))]
    IReadOnlyList<IUserError>? Errors)
{
    internal static BeginQualificationPayload Of(AttemptResult result)
        => result is AttemptResult.Going going
            ? new(new(going.Attempt), null)
            : new(null, [QualificationErrors.Of(result)]);
}

/// <param name="AttemptId">The attempt.</param>
/// <param name="Place">As the question has it.</param>
/// <param name="Choice">The key of a choice.</param>
public sealed record AnswerQualificationInput([property: Id] string AttemptId, int Place, string Choice);

/// <param name="Attempt">With its next question; null where it was refused.</param>
/// <param name="Feedback">What to learn from the answer; null in the test.</param>
[Allow(Audience.Workers)]
public sealed record AnswerQualificationPayload(
    QualificationAttemptType? Attempt,
    TrainingFeedback? Feedback,
    [property: OutputType(typeof(ListGraphType<NonNullGraphType<AnswerQualificationErrorUnion>>))]
    IReadOnlyList<IUserError>? Errors)
{
    internal static AnswerQualificationPayload Of(AttemptResult result)
        => result is AttemptResult.Going { Answer: { } answer, Answered: { } answered } going
            ? new(
                new(going.Attempt),
                answered.IsTraining ? new(answer.IsRight, answered.Answer, answered.Explanation) : null,
                null)
            : new(null, null, [QualificationErrors.Of(result)]);
}

/// <summary>What is told at once of an answer in the training.</summary>
/// <param name="IsRight">Whether the answer was right.</param>
/// <param name="RightChoice">The key of the right choice.</param>
/// <param name="Explanation">Why it is right; empty where nothing was said.</param>
[Allow(Audience.Workers)]
public sealed record TrainingFeedback(bool IsRight, string RightChoice, string Explanation);
