using ActiveLabel.Domain.Acquisition;
using Xunit;

namespace ActiveLabel.Domain.Tests.Acquisition;

public sealed class TopScoresTests
{
    [Theory, InlineData(0), InlineData(1), InlineData(17), InlineData(100), InlineData(500)]
    public void They_are_what_sorting_finds(int count)
    {
        var random = new Random(count);
        double[] scores = [.. Enumerable.Range(0, 100).Select(_ => random.Next(20) / 20.0)];

        var top = TopScores.Of(scores, count);

        Assert.Equal(
            Enumerable.Range(0, 100).OrderByDescending(item => scores[item]).ThenBy(item => item).Take(count), top);
    }
}
