using ActiveLabel.Domain.Sizing;
using Xunit;

namespace ActiveLabel.Domain.Tests.Sizing;

public sealed class LearningGainTests
{
    private static readonly float[] First = [0.9f, 0.1f], Second = [0.2f, 0.8f];

    [Fact]
    public void Only_items_that_one_of_the_two_gets_right_count()
    {
        int[] truth = [0, 0, 0, 1, 1];

        var gain = LearningGain.Of(
            40, [First, First, Second, First, Second], [First, Second, First, First, First], truth)!;

        Assert.Equal(new LearningGain(40, 5, Better: 2, Worse: 1), gain);
        Assert.Equal(0.2, gain.Gain, 12);
    }

    [Theory]
    [InlineData(40, 10, LearningGainVerdict.Gain)]
    [InlineData(30, 25, LearningGainVerdict.NoGain)]
    [InlineData(3, 0, LearningGainVerdict.NoGain)]
    [InlineData(0, 0, LearningGainVerdict.NoGain)]
    [InlineData(10, 40, LearningGainVerdict.Loss)]
    public void What_chance_explains_is_no_gain(int better, int worse, LearningGainVerdict verdict)
        => Assert.Equal(verdict, new LearningGain(100, 1_000, better, worse).Verdict);

    [Theory, InlineData(100), InlineData(1_000)]
    public void The_interval_holds_the_truth_as_often_as_it_says(int items)
    {
        // Of the items 8 % only the one gets right and 5 % only the other: a gain of 3 points.
        var random = new Random(items);
        const int draws = 4_000;
        var held = 0;
        for (var draw = 0; draw < draws; draw++)
        {
            var (better, worse) = (0, 0);
            for (var item = 0; item < items; item++)
                switch (random.NextDouble())
                {
                    case < 0.08: better++; break;
                    case < 0.13: worse++; break;
                }
            var gain = new LearningGain(100, items, better, worse);
            held += gain.Low <= 0.03 && gain.High >= 0.03 ? 1 : 0;
        }
        Assert.InRange(held / (double)draws, 0.935, 0.985);
    }
}
