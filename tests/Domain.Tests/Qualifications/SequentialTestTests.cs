using ActiveLabel.Domain.Qualifications;
using Xunit;

namespace ActiveLabel.Domain.Tests.Qualifications;

public sealed class SequentialTestTests
{
    private static readonly SequentialTest Usual = new();

    [Theory]
    [InlineData(0.6)]
    [InlineData(0.72)]
    [InlineData(0.85)]
    public void What_is_computed_over_all_paths_is_what_a_simulation_finds(double accuracy)
    {
        const int Runs = 20_000;
        var random = new Random(17);
        var (passes, questions) = (0, 0);
        for (var run = 0; run < Runs; run++)
        {
            var (decision, asked) = Run(Usual, accuracy, random);
            passes += decision == TestDecision.Pass ? 1 : 0;
            questions += asked;
        }

        var expected = Usual.Expect(accuracy);

        // Four standard errors of the simulation.
        Assert.Equal(expected.PassProbability, passes / (double)Runs, 4 * 0.5 / Math.Sqrt(Runs));
        Assert.InRange(questions / (double)Runs / expected.ExpectedQuestions, 0.97, 1.03);
    }

    [Fact]
    public void The_error_rates_are_those_that_were_asked_for()
    {
        Assert.InRange(Usual.Expect(Usual.FailAccuracy).PassProbability, 0.001, Usual.FalsePassRate * 1.25);
        Assert.InRange(1 - Usual.Expect(Usual.PassAccuracy).PassProbability, 0.001, Usual.FalseFailRate * 1.25);
    }

    [Fact]
    public void It_asks_the_clear_cases_less_than_a_fixed_test_of_the_same_error_rates()
    {
        var (fixedLength, _) = Enumerable.Range(1, 200)
            .Select(length => (length, Enumerable.Range(0, length + 1).FirstOrDefault(
                need => AtLeast(need, length, Usual.FailAccuracy) <= Usual.FalsePassRate
                    && AtLeast(need, length, Usual.PassAccuracy) >= 1 - Usual.FalseFailRate, -1)))
            .First(candidate => candidate.Item2 >= 0);

        Assert.True(Usual.Expect(Usual.PassAccuracy).ExpectedQuestions < 0.75 * fixedLength, $"{fixedLength}");
        Assert.True(Usual.Expect(Usual.FailAccuracy).ExpectedQuestions < 0.75 * fixedLength, $"{fixedLength}");
        Assert.True(Usual.Expect(0.2).ExpectedQuestions < 8);
    }

    [Fact]
    public void The_decision_follows_the_ratio_written_out()
    {
        var test = new SequentialTest(0.5, 0.9, 0.05, 0.1, 100);
        for (var right = 0; right < 20; right++)
            for (var wrong = 0; wrong < 20; wrong++)
            {
                var ratio = Math.Pow(0.9, right) * Math.Pow(0.1, wrong) / Math.Pow(0.5, right + wrong);
                var expected = ratio >= 0.9 / 0.05 ? TestDecision.Pass
                    : ratio <= 0.1 / 0.95 ? TestDecision.Fail : TestDecision.GoOn;
                Assert.Equal(expected, test.Decide(right, wrong));
            }
    }

    [Fact]
    public void It_is_over_after_its_last_question()
    {
        for (var right = 0; right <= Usual.QuestionsMax; right++)
            Assert.NotEqual(TestDecision.GoOn, Usual.Decide(right, Usual.QuestionsMax - right));
    }

    [Fact]
    public void A_test_that_cannot_keep_its_error_rates_is_refused()
    {
        Assert.Null(Usual.Validate());
        Assert.Contains("allow more questions", (Usual with { QuestionsMax = 8 }).Validate(), StringComparison.Ordinal);
        Assert.Contains("passAccuracy", (Usual with { PassAccuracy = 0.5 }).Validate(), StringComparison.Ordinal);
        Assert.Contains("falsePassRate", (Usual with { FalsePassRate = 0 }).Validate(), StringComparison.Ordinal);
        Assert.Contains("questionsMax", (Usual with { QuestionsMax = 501 }).Validate(), StringComparison.Ordinal);
    }

    private static (TestDecision Decision, int Asked) Run(SequentialTest test, double accuracy, Random random)
    {
        var (right, wrong) = (0, 0);
        TestDecision decision;
        do
        {
            if (random.NextDouble() < accuracy)
                right++;
            else
                wrong++;
            decision = test.Decide(right, wrong);
        }
        while (decision == TestDecision.GoOn);
        return (decision, right + wrong);
    }

    private static double AtLeast(int need, int length, double accuracy)
    {
        var total = 0.0;
        for (var right = need; right <= length; right++)
        {
            var logChoose = 0.0;
            for (var factor = 1; factor <= right; factor++)
                logChoose += Math.Log((length - right + factor) / (double)factor);
            total += Math.Exp(
                logChoose + (right * Math.Log(accuracy)) + ((length - right) * Math.Log(1 - accuracy)));
        }
        return total;
    }
}
