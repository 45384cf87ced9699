using ActiveLabel.Domain.Qualifications;
using Xunit;

namespace ActiveLabel.Domain.Tests.Qualifications;

public sealed class QualificationAttemptTests
{
    private static readonly DateTimeOffset Now = new(2026, 4, 1, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Training_comes_first_and_does_not_count()
    {
        var (qualification, attempt) = Begin(trainingCount: 3);

        for (var answer = 1; answer <= 3; answer++)
        {
            Assert.Equal(AttemptState.Training, attempt.State);
            Assert.Equal(answer, attempt.NextQuestion(qualification));
            Assert.True(attempt.Take(qualification, isRight: false, Now));
        }

        Assert.Equal((AttemptState.Testing, 0, 0), (attempt.State, attempt.RightCount, attempt.WrongCount));
    }

    [Theory]
    [InlineData(true, AttemptState.Passed)]
    [InlineData(false, AttemptState.Failed)]
    public void The_test_ends_as_soon_as_it_knows(bool isRight, AttemptState expected)
    {
        var (qualification, attempt) = Begin(trainingCount: 0);
        var asked = new HashSet<int>();

        while (attempt.NextQuestion(qualification) is { } number)
        {
            Assert.True(asked.Add(number), $"{number} was asked twice.");
            Assert.InRange(number, 1, qualification.TestCount);
            attempt.Take(qualification, isRight, Now);
        }

        Assert.Equal(expected, attempt.State);
        Assert.True(asked.Count < 15, $"{asked.Count}");
        Assert.Equal(Now, attempt.EndedAt);
        Assert.False(attempt.Take(qualification, isRight, Now));
    }

    [Fact]
    public void Each_attempt_is_asked_in_an_order_of_its_own()
    {
        Assert.Equal(TestOrder.Of(5, 40), TestOrder.Of(5, 40));
        Assert.NotEqual(TestOrder.Of(5, 40), TestOrder.Of(6, 40));
        Assert.Equal(Enumerable.Range(0, 40), TestOrder.Of(5, 40).Order());
    }

    private static (Qualification Qualification, QualificationAttempt Attempt) Begin(int trainingCount)
    {
        var qualification = new Qualification
        {
            OrganizationId = new(1),
            ProjectId = new(1),
            Key = "intro",
            Title = "Introduction",
            Test = new(),
            RetryAfterDays = 7,
            TrainingCount = trainingCount,
            TestCount = 60,
            CreatedAt = Now,
        };
        return (qualification, new()
        {
            OrganizationId = new(1),
            QualificationId = new(1),
            WorkerId = new(1),
            Number = 1,
            State = trainingCount == 0 ? AttemptState.Testing : AttemptState.Training,
            Seed = 7,
            StartedAt = Now,
        });
    }
}
