using ActiveLabel.Domain.Items;
using ActiveLabel.Domain.Projects;
using ActiveLabel.Domain.Workers;

namespace ActiveLabel.Domain.Qualifications;

public readonly record struct QualificationId(long Value)
{
    /// <summary>Later ids are greater: keyset pages walk along them.</summary>
    public static bool operator >(QualificationId left, QualificationId right) => left.Value > right.Value;

    public static bool operator <(QualificationId left, QualificationId right) => left.Value < right.Value;
}

/// <summary>
/// Something that workers can earn by a test over items of a project whose answers are known. Requirements name its
/// key.
/// </summary>
public sealed class Qualification
{
    public const int TitleLengthMax = 200;
    public const int DaysMax = 3_650;
    public const int QuestionsMax = 1_000;

    public QualificationId Id { get; private set; }
    public required OrganizationId OrganizationId { get; init; }

    /// <summary>Whose items and label schema the test is made of.</summary>
    public required ProjectId ProjectId { get; init; }

    /// <summary>Unique in the organization; what a worker holds who has passed.</summary>
    public required string Key { get; init; }

    public required string Title { get; init; }
    public required SequentialTest Test { get; init; }

    /// <summary>Who failed may try again after so many days.</summary>
    public required int RetryAfterDays { get; init; }

    /// <summary>Who passed holds it for so many days; null for ever.</summary>
    public int? ValidDays { get; init; }

    /// <summary>How many questions with immediate feedback come before the test.</summary>
    public required int TrainingCount { get; init; }

    /// <summary>How many questions the test can draw from.</summary>
    public required int TestCount { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }
}

/// <summary>An item with its known answer, as a part of a qualification.</summary>
public sealed class QualificationQuestion
{
    public const int ExplanationLengthMax = 2_000;

    public required QualificationId QualificationId { get; init; }

    /// <summary>Counted from 1: first those of the training in their order, then those of the test.</summary>
    public required int Number { get; init; }

    public required OrganizationId OrganizationId { get; init; }
    public required ItemId ItemId { get; init; }

    /// <summary>The key of the right choice.</summary>
    public required string Answer { get; init; }

    /// <summary>Why it is right: told in the training, never in the test.</summary>
    public string Explanation { get; init; } = "";

    public required bool IsTraining { get; init; }
}

/// <summary>How far a worker is with a qualification.</summary>
public enum AttemptState
{
    /// <summary>Learns: each answer is told to be right or wrong at once.</summary>
    Training = 0,

    /// <summary>Is tested: no answer is told.</summary>
    Testing = 1,

    /// <summary>Has passed.</summary>
    Passed = 2,

    /// <summary>Has failed; may try again later.</summary>
    Failed = 3,
}

public readonly record struct AttemptId(long Value);

/// <summary>One worker's way through a qualification: training, then the test.</summary>
public sealed class QualificationAttempt
{
    public AttemptId Id { get; private set; }
    public required OrganizationId OrganizationId { get; init; }
    public required QualificationId QualificationId { get; init; }
    public required WorkerId WorkerId { get; init; }

    /// <summary>Counted from 1 for the worker and the qualification.</summary>
    public required int Number { get; init; }

    public required AttemptState State { get; set; }

    /// <summary>Questions answered: those of the training and of the test together.</summary>
    public int AnsweredCount { get; private set; }

    /// <summary>Right answers in the test.</summary>
    public int RightCount { get; private set; }

    /// <summary>Wrong answers in the test.</summary>
    public int WrongCount { get; private set; }

    /// <summary>What the order of the test's questions is drawn from.</summary>
    public required long Seed { get; init; }

    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>When it was passed or failed; null before.</summary>
    public DateTimeOffset? EndedAt { get; private set; }

    public bool IsOpen => State is AttemptState.Training or AttemptState.Testing;

    /// <summary>Takes an answer and moves on.</summary>
    /// <returns>False when the attempt is over; nothing changes then.</returns>
    public bool Take(Qualification qualification, bool isRight, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(qualification);
        if (!IsOpen)
            return false;
        AnsweredCount++;
        if (State == AttemptState.Training)
        {
            if (AnsweredCount == qualification.TrainingCount)
                State = AttemptState.Testing;
            return true;
        }
        (RightCount, WrongCount) = isRight ? (RightCount + 1, WrongCount) : (RightCount, WrongCount + 1);
        State = qualification.Test.Decide(RightCount, WrongCount) switch
        {
            TestDecision.Pass => AttemptState.Passed,
            TestDecision.Fail => AttemptState.Failed,
            _ => AttemptState.Testing,
        };
        if (!IsOpen)
            EndedAt = now;
        return true;
    }

    /// <returns>The number of the question that comes next; null when the attempt is over.</returns>
    public int? NextQuestion(Qualification qualification)
    {
        ArgumentNullException.ThrowIfNull(qualification);
        if (!IsOpen)
            return null;
        if (State == AttemptState.Training)
            return AnsweredCount + 1;
        // Each attempt has an order of its own: what one tells another of the third question helps nobody.
        var order = TestOrder.Of(Seed, qualification.TestCount);
        return qualification.TrainingCount + 1 + order[AnsweredCount - qualification.TrainingCount];
    }
}
