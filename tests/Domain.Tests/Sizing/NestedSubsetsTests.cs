using ActiveLabel.Domain.Sizing;
using Xunit;

namespace ActiveLabel.Domain.Tests.Sizing;

public sealed class NestedSubsetsTests
{
    private static readonly Dictionary<NestedSubset, int> Nothing = [];

    [Fact]
    public void Sizes_double_from_what_makes_a_model_and_as_many_draws_are_taken_as_fit_side_by_side()
    {
        var subsets = NestedSubsets.Of(arrived: 100, random: 33).ToList();

        Assert.Equal(
            [(8, 0), (16, 0), (32, 0), (64, 0)],
            subsets.Where(subset => subset.Arm == CurveArm.Arrival).Select(subset => (subset.Labels, subset.Draw)));
        Assert.Equal(
            [(8, 1), (8, 2), (8, 3), (16, 1), (16, 2), (32, 1)],
            subsets.Where(subset => subset.Arm == CurveArm.RandomDraw).Select(subset => (subset.Labels, subset.Draw)));
        // The model that is to serve is the last point itself.
        Assert.DoesNotContain(new(CurveArm.Arrival, 64, 0), NestedSubsets.Of(arrived: 85, random: 0));
        Assert.Empty(NestedSubsets.Of(arrived: 8, random: 3));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Each_draw_lies_within_the_next_larger_one_and_is_the_same_in_whatever_order_labels_are_read(int draw)
    {
        var labels = Enumerable.Range(1, 300).Select(label => (long)label).ToList();

        var draws = new[] { 8, 16, 32, 64, 128, 256 }.Select(
            count => NestedSubsets.Draw(labels, label => label, seed: 5, draw, count).ToHashSet()).ToList();

        Assert.All(draws.Zip(draws.Skip(1)), pair => Assert.Subset(pair.Second, pair.First));
        Assert.Equal(draws[^1], [.. NestedSubsets.Draw(
            Enumerable.Reverse(labels), label => label, seed: 5, draw, count: 256)]);
        var other = NestedSubsets.Draw(labels, label => label, seed: 5, draw + 1, count: 64).ToHashSet();
        Assert.InRange(draws[3].Intersect(other).Count(), 3, 28); // 64² / 300 = 14 in the mean
        Assert.NotEqual(draws[3], [.. NestedSubsets.Draw(labels, label => label, seed: 6, draw, count: 64)]);
    }

    [Fact]
    public void What_is_known_is_measured_again_only_on_a_control_arm_that_has_grown()
    {
        var all = NestedSubsets.Plan(arrived: 100, random: 33, controlItems: 20, Nothing);
        var known = all.ToDictionary(subset => subset, _ => 20);

        Assert.Equal(10, all.Count);
        Assert.Empty(NestedSubsets.Plan(arrived: 110, random: 33, controlItems: 29, known));
        // A larger project has new sizes; nothing else is trained.
        Assert.Equal(
            [new(CurveArm.Arrival, 128, 0)],
            NestedSubsets.Plan(arrived: 171, random: 33, controlItems: 29, known));
        Assert.Equal(
            all.ToHashSet(), [.. NestedSubsets.Plan(arrived: 110, random: 33, controlItems: 30, known)]);
    }

    [Theory]
    [InlineData(5_000)]
    [InlineData(60_000)]
    [InlineData(1_000_000)]
    public void A_retrain_trains_a_bounded_number_of_labels_and_what_is_left_comes_with_the_next(int arrived)
    {
        var (random, known) = (arrived / 10, new Dictionary<NestedSubset, int>());
        var wanted = NestedSubsets.Of(arrived, random).ToHashSet();
        var retrains = 0;
        while (known.Count < wanted.Count)
        {
            var planned = NestedSubsets.Plan(arrived, random, controlItems: 100, known);

            Assert.InRange(planned.Count, 1, NestedSubsets.TrialsMax);
            Assert.True(planned.Sum(subset => (double)subset.Labels) <= 1.5 * arrived);
            foreach (var subset in planned)
                Assert.True(known.TryAdd(subset, 100), $"{subset} is known.");
            Assert.True(++retrains <= 4, $"{wanted.Count - known.Count} are left.");
        }
        Assert.Equal(wanted, [.. known.Keys]);
    }

    [Fact]
    public void What_is_not_known_goes_before_what_is_measured_again()
    {
        var known = NestedSubsets.Of(arrived: 400_000, random: 0).Where(subset => subset.Labels < 100_000)
            .ToDictionary(subset => subset, _ => 10);

        var planned = NestedSubsets.Plan(arrived: 400_000, random: 0, controlItems: 1_000, known);

        Assert.Equal([131_072, 262_144], planned.Take(2).Select(subset => subset.Labels));
        Assert.Equal(8, planned[2].Labels);
    }
}
