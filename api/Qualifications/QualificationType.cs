using ActiveLabel.Api.Graph;
using ActiveLabel.Api.Items;
using ActiveLabel.Api.Projects;
using ActiveLabel.Api.Security;
using ActiveLabel.Api.Storage;
using ActiveLabel.Api.Workers;
using ActiveLabel.Domain.Projects;
using ActiveLabel.Domain.Qualifications;
using GraphQL;
using GraphQL.DataLoader;
using Microsoft.EntityFrameworkCore;

namespace ActiveLabel.Api.Qualifications;

/// <summary>Something that workers can earn by a test over items whose answers are known.</summary>
[Implements(typeof(INode))]
[Allow(Audience.Staff)]
public sealed class QualificationType(Qualification qualification) : INode
{
    [Id]
    [Allow(Audience.Everybody)]
    public string Id => GlobalId.Of(qualification.Id);

    /// <summary>Unique in the organization; requirements name it.</summary>
    [Allow(Audience.Everybody)]
    public string Key => qualification.Key;

    /// <summary>What people call it.</summary>
    [Allow(Audience.Everybody)]
    public string Title => qualification.Title;

    /// <summary>How many questions with immediate feedback come before the test.</summary>
    [Allow(Audience.Everybody)]
    public int TrainingCount => qualification.TrainingCount;

    /// <summary>Who failed may try again after so many days.</summary>
    [Allow(Audience.Everybody)]
    public int RetryAfterDays => qualification.RetryAfterDays;

    /// <summary>Who passed holds it for so many days; null for ever.</summary>
    [Allow(Audience.Everybody)]
    public int? ValidDays => qualification.ValidDays;

    /// <summary>How the test decides.</summary>
    public SequentialTestType Test => new(qualification.Test);

    public DateTimeOffset CreatedAt => qualification.CreatedAt;

    /// <summary>Whose items and label schema the test is made of.</summary>
    public IDataLoaderResult<ProjectType> Project(Caller caller, [FromServices] Batches batches)
        => batches.Get(caller, qualification.ProjectId, ProjectType.FetchAsync).Then(found => new ProjectType(found));

    internal static async Task<IReadOnlyDictionary<QualificationId, Qualification>> FetchAsync(
        ActiveLabelDb db,
        OrganizationId organization,
        IReadOnlyList<QualificationId> ids,
        CancellationToken cancellationToken)
        => await db.Qualifications.AsNoTracking()
            .Where(known => known.OrganizationId == organization && ids.Contains(known.Id))
            .ToDictionaryAsync(known => known.Id, cancellationToken);
}

/// <summary>
/// Wald's sequential probability ratio test of a worker's accuracy: it asks as little as it takes to tell two sorts of
/// workers apart.
/// </summary>
[Allow(Audience.Staff)]
public sealed class SequentialTestType(SequentialTest test)
{
    /// <summary>Somebody who is right this often should fail.</summary>
    public double FailAccuracy => test.FailAccuracy;

    /// <summary>Somebody who is right this often should pass.</summary>
    public double PassAccuracy => test.PassAccuracy;

    /// <summary>How often somebody passes who should fail: what was asked for.</summary>
    public double FalsePassRate => test.FalsePassRate;

    /// <summary>How often somebody fails who should pass: what was asked for.</summary>
    public double FalseFailRate => test.FalseFailRate;

    /// <summary>The test decides after so many questions at the latest.</summary>
    public int QuestionsMax => test.QuestionsMax;

    /// <summary>How often somebody passes who should fail: computed over all ways the test can go.</summary>
    public double ActualFalsePassRate => test.Expect(test.FailAccuracy).PassProbability;

    /// <summary>How often somebody fails who should pass: computed over all ways the test can go.</summary>
    public double ActualFalseFailRate => 1 - test.Expect(test.PassAccuracy).PassProbability;

    /// <summary>How many questions somebody is asked on average who should pass.</summary>
    public double ExpectedQuestions => test.Expect(test.PassAccuracy).ExpectedQuestions;
}

/// <summary>One worker's way through a qualification.</summary>
[Allow(Audience.Staff)]
public sealed class QualificationAttemptType(QualificationAttempt attempt)
{
    [Id]
    [Allow(Audience.Everybody)]
    public string Id => GlobalId.Of(attempt.Id);

    /// <summary>Counted from 1 for the worker and the qualification.</summary>
    [Allow(Audience.Everybody)]
    public int Number => attempt.Number;

    /// <summary>How far it is.</summary>
    [Allow(Audience.Everybody)]
    public AttemptState State => attempt.State;

    /// <summary>Questions answered, those of the training among them.</summary>
    [Allow(Audience.Everybody)]
    public int AnsweredCount => attempt.AnsweredCount;

    /// <summary>Right answers in the test.</summary>
    public int RightCount => attempt.RightCount;

    /// <summary>Wrong answers in the test.</summary>
    public int WrongCount => attempt.WrongCount;

    /// <summary>When it was begun.</summary>
    [Allow(Audience.Everybody)]
    public DateTimeOffset StartedAt => attempt.StartedAt;

    /// <summary>When it was passed or failed; null before.</summary>
    [Allow(Audience.Everybody)]
    public DateTimeOffset? EndedAt => attempt.EndedAt;

    /// <summary>What is to be earned.</summary>
    [Allow(Audience.Everybody)]
    public IDataLoaderResult<QualificationType> Qualification(Caller caller, [FromServices] Batches batches)
        => batches.Get(caller, attempt.QualificationId, QualificationType.FetchAsync)
            .Then(found => new QualificationType(found));

    /// <summary>Who tries.</summary>
    public IDataLoaderResult<WorkerType> Worker(Caller caller, [FromServices] Batches batches)
        => batches.Get(caller, attempt.WorkerId, WorkerType.FetchAsync)
            .Then(found => new WorkerType(found, project: null));

    /// <summary>What is asked now; null when the attempt is over.</summary>
    [Allow(Audience.Everybody)]
    public IDataLoaderResult<AskedQuestionType?> Question(Caller caller, [FromServices] Batches batches)
        => batches.Find(caller, attempt.Id, AskedQuestionType.FetchAsync);
}

/// <summary>What somebody is asked who wants to qualify.</summary>
/// <param name="Place">Which answer of the attempt it wants, counted from 1; sent back with it.</param>
/// <param name="IsTraining">Whether the answer is told to be right or wrong at once, and does not count.</param>
[Allow(Audience.Everybody)]
public sealed record AskedQuestionType(
    int Place, bool IsTraining, [property: Ignore] Domain.Items.Item Asked, [property: Ignore] Project Of)
{
    /// <summary>What is to be labeled.</summary>
    public ItemType Item => new(Asked);

    /// <summary>What is asked about it.</summary>
    public string Prompt => Of.Schema.Questions[0].Prompt;

    /// <summary>The keys of the choices.</summary>
    public IReadOnlyList<string> Choices => [.. Of.Schema.Questions[0].Choices.Select(choice => choice.Key)];

    internal static async Task<IReadOnlyDictionary<AttemptId, AskedQuestionType>> FetchAsync(
        ActiveLabelDb db,
        OrganizationId organization,
        IReadOnlyList<AttemptId> ids,
        CancellationToken cancellationToken)
    {
        var attempts = await (
            from attempt in db.QualificationAttempts.AsNoTracking()
            where attempt.OrganizationId == organization && ids.Contains(attempt.Id)
            join qualification in db.Qualifications on attempt.QualificationId equals qualification.Id
            join project in db.Projects on qualification.ProjectId equals project.Id
            select new { attempt, qualification, project }).ToListAsync(cancellationToken);
        // A number of 0 is that of an attempt that is over.
        var asked = attempts
            .Select(row => new
            {
                row.attempt,
                row.qualification,
                row.project,
                Number = row.attempt.NextQuestion(row.qualification) ?? 0,
            })
            .Where(row => row.Number > 0).ToList();
        var qualifications = asked.Select(row => row.qualification.Id).Distinct().ToList();
        var numbers = asked.Select(row => row.Number).Distinct().ToList();
        var questions = await (
            from question in db.QualificationQuestions.AsNoTracking()
            where qualifications.Contains(question.QualificationId) && numbers.Contains(question.Number)
            join item in db.Items on question.ItemId equals item.Id
            select new { question.QualificationId, question.Number, question.IsTraining, Item = item })
            .ToListAsync(cancellationToken);
        var found = questions.ToDictionary(row => (row.QualificationId, row.Number));
        return asked.ToDictionary(
            row => row.attempt.Id,
            row =>
            {
                var question = found[(row.qualification.Id, row.Number)];
                return new AskedQuestionType(
                    row.attempt.AnsweredCount + 1, question.IsTraining, question.Item, row.project);
            });
    }
}
