using ActiveLabel.Api.Storage;
using ActiveLabel.Domain.Items;
using ActiveLabel.Domain.Projects;
using ActiveLabel.Domain.Qualifications;
using ActiveLabel.Domain.Workers;
using Microsoft.EntityFrameworkCore;

namespace ActiveLabel.Api.Qualifications;

/// <param name="ExternalId">An item of the project.</param>
/// <param name="Answer">The key of the right choice.</param>
public sealed record NewQuestion(string ExternalId, string Answer, string Explanation, bool IsTraining);

/// <param name="ValidDays">Null for ever.</param>
/// <param name="IdempotencyKey">Chosen by the client; a retry sends the same again.</param>
public sealed record NewQualification(
    string Key,
    string Title,
    SequentialTest Test,
    int RetryAfterDays,
    int? ValidDays,
    IReadOnlyList<NewQuestion> Questions,
    string IdempotencyKey);

/// <summary>What became of a request for a qualification.</summary>
public abstract record CreateQualificationResult
{
    /// <summary>Made now, or by an earlier request with the same key.</summary>
    public sealed record Created(Qualification Qualification) : CreateQualificationResult;

    public sealed record Invalid(string Problem) : CreateQualificationResult, IRefusal;

    public sealed record KeyTaken(string Key) : CreateQualificationResult, IRefusal;

    /// <summary>The idempotency key was used for another qualification; use a new key.</summary>
    public sealed record IdempotencyConflict : CreateQualificationResult, IRefusal;
}

/// <summary>Makes a qualification out of items of a project whose answers are known.</summary>
public sealed class CreateQualification(Writing writing, TimeProvider time)
{
    public Task<CreateQualificationResult> ExecuteAsync(
        Project project, NewQualification wanted, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(project);
        ArgumentNullException.ThrowIfNull(wanted);
        return Validate(project, wanted) is { } problem
            ? Task.FromResult<CreateQualificationResult>(new CreateQualificationResult.Invalid(problem))
            : writing.ExecuteAsync(
                new(project.OrganizationId), (db, token) => CreateAsync(db, project, wanted, token), cancellationToken);
    }

    private async Task<CreateQualificationResult> CreateAsync(
        ActiveLabelDb db, Project project, NewQualification wanted, CancellationToken cancellationToken)
    {
        var once = new Idempotency(project.OrganizationId, "createQualification", wanted.IdempotencyKey);
        var hash = Idempotency.HashOf(wanted);
        if (await once.FindAsync(db, cancellationToken) is { } earlier)
            return earlier.RequestHash == hash
                ? new CreateQualificationResult.Created(await db.Qualifications.AsNoTracking().SingleAsync(
                    known => known.Id == new QualificationId(earlier.ResultId), cancellationToken))
                : new CreateQualificationResult.IdempotencyConflict();
        if (await db.Qualifications.AnyAsync(
            known => known.OrganizationId == project.OrganizationId && known.Key == wanted.Key, cancellationToken))
            return new CreateQualificationResult.KeyTaken(wanted.Key);
        var externalIds = wanted.Questions.Select(question => question.ExternalId).ToList();
        var items = await db.Items
            .Where(item => item.ProjectId == project.Id && externalIds.Contains(item.ExternalId))
            .ToDictionaryAsync(item => item.ExternalId, item => item.Id, cancellationToken);
        if (externalIds.Find(id => !items.ContainsKey(id)) is { } missing)
            return new CreateQualificationResult.Invalid($"The project has no item '{missing}'; import it first.");

        var now = time.GetUtcNow();
        var qualification = new Qualification
        {
            OrganizationId = project.OrganizationId,
            ProjectId = project.Id,
            Key = wanted.Key,
            Title = wanted.Title,
            Test = wanted.Test,
            RetryAfterDays = wanted.RetryAfterDays,
            ValidDays = wanted.ValidDays,
            TrainingCount = wanted.Questions.Count(question => question.IsTraining),
            TestCount = wanted.Questions.Count(question => !question.IsTraining),
            CreatedAt = now,
        };
        db.Qualifications.Add(qualification);
        await db.SaveChangesAsync(cancellationToken);
        db.QualificationQuestions.AddRange(QuestionsOf(qualification, wanted, items));
        once.Remember(db, hash, qualification.Id.Value, now);
        await db.SaveChangesAsync(cancellationToken);
        return new CreateQualificationResult.Created(qualification);
    }

    private static IEnumerable<QualificationQuestion> QuestionsOf(
        Qualification qualification, NewQualification wanted, Dictionary<string, ItemId> items)
        => wanted.Questions.OrderBy(question => !question.IsTraining).Select((question, index) =>
            new QualificationQuestion
            {
                QualificationId = qualification.Id,
                Number = index + 1,
                OrganizationId = qualification.OrganizationId,
                ItemId = items[question.ExternalId],
                Answer = question.Answer,
                Explanation = question.Explanation,
                IsTraining = question.IsTraining,
            });

    private static string? Validate(Project project, NewQualification wanted)
    {
        if (string.IsNullOrWhiteSpace(wanted.Key) || wanted.Key.Length > WorkerCredential.KeyLengthMax)
            return $"A qualification's key has 1 to {WorkerCredential.KeyLengthMax} characters.";
        if (string.IsNullOrWhiteSpace(wanted.Title) || wanted.Title.Length > Qualification.TitleLengthMax)
            return $"A qualification's title has 1 to {Qualification.TitleLengthMax} characters.";
        if (wanted.RetryAfterDays is < 0 or > Qualification.DaysMax
            || wanted.ValidDays is < 1 or > Qualification.DaysMax)
            return $"retryAfterDays and validDays reach up to {Qualification.DaysMax} days.";
        if (wanted.Questions.Count > Qualification.QuestionsMax)
            return $"A qualification has at most {Qualification.QuestionsMax} questions.";
        if (wanted.Test.Validate() is { } problem)
            return problem;
        var testCount = wanted.Questions.Count(question => !question.IsTraining);
        if (testCount < wanted.Test.QuestionsMax)
            return $"The test may ask {wanted.Test.QuestionsMax} questions and has {testCount}; add some that are no "
                + "training, or lower questionsMax.";
        var asked = project.Schema.Questions[0];
        if (wanted.Questions.FirstOrDefault(question => asked.IndexOf(question.Answer) < 0) is { } wrong)
            return $"'{wrong.Answer}', the answer to '{wrong.ExternalId}', is no choice of '{asked.Key}'.";
        if (wanted.Questions.Any(question => question.Explanation.Length > QualificationQuestion.ExplanationLengthMax))
            return $"An explanation has at most {QualificationQuestion.ExplanationLengthMax} characters.";
        return wanted.Questions.GroupBy(question => question.ExternalId).FirstOrDefault(g => g.Count() > 1) is { } twice
            ? $"Item '{twice.Key}' is asked twice."
            : Idempotency.Validate(wanted.IdempotencyKey);
    }
}
