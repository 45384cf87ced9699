using ActiveLabel.Domain.Performance;
using Xunit;

namespace ActiveLabel.Domain.Tests.Performance;

public sealed class WorkerComparisonTests
{
    [Fact]
    public void Workers_who_are_alike_are_seldom_told_apart()
    {
        const int Rounds = 2_000;
        var random = new Random(11);
        var alarms = Enumerable.Range(0, Rounds).Count(_ => WorkerComparison
            .Compare([.. Enumerable.Range(0, 8).Select(_ => Measure(0.8, 60, random))])
            .Any(difference => !difference.IsNoise));

        // At most one in twenty, with four standard errors of the simulation.
        Assert.InRange(alarms / (double)Rounds, 0, 0.05 + (4 * Math.Sqrt(0.05 * 0.95 / Rounds)));
    }

    [Fact]
    public void A_difference_that_is_there_is_found_with_enough_judgements()
    {
        var random = new Random(12);
        var found = Enumerable.Range(0, 200).Count(_ => !Assert.Single(WorkerComparison.Compare(
            [Measure(0.9, 400, random), Measure(0.7, 400, random)])).IsNoise);

        Assert.True(found > 190, $"{found} of 200");
    }

    [Fact]
    public void The_interval_covers_the_true_difference_as_often_as_it_says()
    {
        var random = new Random(13);
        var covered = Enumerable.Range(0, 2_000).Count(_ =>
        {
            var difference = Assert.Single(WorkerComparison.Compare(
                [Measure(0.85, 120, random), Measure(0.75, 80, random)]));
            return difference.Low <= 0.1 && difference.High >= 0.1;
        });

        Assert.InRange(covered / 2_000.0, 0.93, 0.975);
    }

    [Fact]
    public void What_one_pair_shows_may_be_noise_among_many()
    {
        var pair = new[] { new AccuracyBelief(0.9, 60), new AccuracyBelief(0.76, 60) };
        var many = pair.Concat(Enumerable.Repeat(new AccuracyBelief(0.83, 60), 10)).ToList();

        Assert.False(Assert.Single(WorkerComparison.Compare(pair)).IsNoise);
        Assert.True(WorkerComparison.Compare(many).Single(d => (d.First, d.Second) == (0, 1)).IsNoise);
        Assert.Equal(66, WorkerComparison.Compare(many).Count);
    }

    // Three answers at the crowd's mean are what an estimate borrows.
    private static AccuracyBelief Measure(double accuracy, int answers, Random random)
    {
        var right = Enumerable.Range(0, answers).Count(_ => random.NextDouble() < accuracy);
        return new((right + (3 * 0.8)) / (answers + 3), answers + 3);
    }
}
