using ActiveLabel.Api.Simulation;
using Xunit;

namespace ActiveLabel.Api.Tests.Simulation;

public sealed class CrewTests
{
    private const int Items = 4_000;
    private static readonly string[] Labels = ["a", "b", "c", "d", "e", "f"];

    [Fact]
    public void Every_worker_is_as_accurate_as_announced()
        => Assert.All(
            Crew.Mixed(12, seed: 1).Where(worker => worker.Habit != WorkerHabit.Spammer),
            worker => Assert.InRange(AccuracyOf(worker) - worker.Accuracy, -0.03, 0.03));

    [Fact]
    public void A_spammer_is_right_by_chance_alone()
        => Assert.InRange(AccuracyOf(Crew.Mixed(12, seed: 1)[^1]), 0, 0.35);

    [Fact]
    public void Workers_err_together_on_hard_items()
    {
        var crew = Crew.Mixed(12, seed: 3);
        var (one, other) = (crew[6], crew[7]);

        var both = Enumerable.Range(0, Items).Count(
            item => !IsRight(one, item) && !IsRight(other, item)) / (double)Items;

        Assert.True(both > 1.2 * (1 - AccuracyOf(one)) * (1 - AccuracyOf(other)), $"{both}");
    }

    [Fact]
    public void An_answer_follows_from_seed_worker_and_item_alone()
    {
        var (first, again) = (Crew.Mixed(12, seed: 5), Crew.Mixed(12, seed: 5));

        Assert.Equal(first[2].Answer("item", "a", Labels), again[2].Answer("item", "a", Labels));
    }

    [Fact]
    public void The_oracle_is_always_right() => Assert.Equal(1, AccuracyOf(Assert.Single(Crew.Oracle())));

    private static double AccuracyOf(SimulatedWorker worker)
        => Enumerable.Range(0, Items).Count(item => IsRight(worker, item)) / (double)Items;

    private static bool IsRight(SimulatedWorker worker, int item)
        => worker.Answer($"item-{item}", Labels[item % 6], Labels).Label == Labels[item % 6];
}
