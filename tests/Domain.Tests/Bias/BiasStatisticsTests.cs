using ActiveLabel.Domain.Bias;
using ActiveLabel.Domain.Numerics;
using Xunit;

namespace ActiveLabel.Domain.Tests.Bias;

public sealed class BiasStatisticsTests
{
    [Theory]
    [InlineData(3.841, 1, 0.05)]
    [InlineData(18.307, 10, 0.05)]
    [InlineData(6.635, 1, 0.01)]
    [InlineData(0.5, 4, 0.9735)]
    public void The_tail_of_chi_square_is_that_of_the_tables(double x, double freedom, double expected)
        => Assert.Equal(expected, ChiSquareDistribution.Tail(x, freedom), tolerance: 1e-4);

    [Theory]
    [InlineData(2.228, 10, 0.05)]
    [InlineData(12.706, 1, 0.05)]
    [InlineData(1.725, 20, 0.1)]
    public void Students_t_is_that_of_the_tables(double t, double freedom, double expected)
    {
        Assert.Equal(expected, StudentDistribution.TwoSidedTail(t, freedom), tolerance: 1e-4);
        Assert.Equal(t, StudentDistribution.TwoSidedQuantile(1 - expected, freedom), tolerance: 0.01);
    }

    [Theory]
    [InlineData(0, 0.5)]
    [InlineData(1.6449, 0.95)]
    [InlineData(-1.96, 0.025)]
    public void The_normal_distribution_is_that_of_the_tables(double z, double expected)
    {
        Assert.Equal(expected, NormalDistribution.Cumulative(z), tolerance: 1e-5);
        Assert.Equal(z, NormalDistribution.Quantile(expected), tolerance: 1e-3);
    }

    [Fact]
    public void Benjamini_and_Hochberg_adjust_as_written_out()
    {
        double[] pValues = [0.01, 0.9, 0.02, 0.03, 0.04];

        // Ranked 0.01 0.02 0.03 0.04 0.9: times 5 over the rank, and never above the next one.
        Assert.Equal([0.05, 0.9, 0.05, 0.05, 0.05], BenjaminiHochberg.Adjust(pValues), IsClose);
        Assert.Equal([0.002, 0.5], BenjaminiHochberg.Adjust([0.001, 0.5]), IsClose);

        static bool IsClose(double one, double other) => Math.Abs(one - other) < 1e-12;
    }

    [Fact]
    public void Sample_bias_is_that_of_the_formulas_written_out()
    {
        SampleShare[] shares = [new("a", 60, 0.5), new("b", 40, 0.5)];

        var bias = SampleBias.Of(shares, sizeMin: 5)!;

        Assert.Equal((0.1 * Math.Log(1.2)) - (0.1 * Math.Log(0.8)), bias.StabilityIndex, tolerance: 1e-12);
        Assert.Equal(4, bias.ChiSquare, tolerance: 1e-12); // 10²/50 + 10²/50
        Assert.Equal(0.0455, bias.PValue, tolerance: 1e-4);
        Assert.Empty(bias.Gaps); // 40 of 50 is not below four fifths
    }

    [Fact]
    public void A_value_that_is_missing_says_how_many_items_it_lacks()
    {
        var gap = Assert.Single(SampleBias.Of([new("a", 900, 0.7), new("b", 100, 0.3)], sizeMin: 20)!.Gaps);

        Assert.Equal(new("b", 0.1, 0.3, 200), gap);
    }

    [Fact]
    public void Strata_take_out_what_explains_the_difference()
    {
        // The group is right on 9 of 10 easy and 5 of 10 hard items, like the rest, but has more of the hard ones.
        var answers = new List<ComparedAnswer>();
        Add(answers, isInGroup: true, stratum: 0, count: 100, rightOfTen: 9);
        Add(answers, isInGroup: true, stratum: 1, count: 300, rightOfTen: 5);
        Add(answers, isInGroup: false, stratum: 0, count: 300, rightOfTen: 9);
        Add(answers, isInGroup: false, stratum: 1, count: 100, rightOfTen: 5);

        var difference = GroupDifference.Of(answers)!.Value;

        Assert.Equal(0, difference.Effect, tolerance: 1e-9);
        Assert.True(difference.PValue > 0.9);
    }

    [Fact]
    public void Answers_of_one_person_count_as_less_than_those_of_many()
    {
        var many = Enumerable.Range(0, 400).Select(index
            => new ComparedAnswer(index < 200, index % 200 < (index < 200 ? 120 : 90) ? 1 : 0, 0, 0, index)).ToArray();
        var few = Array.ConvertAll(many, answer => answer with { Cluster = answer.Cluster / 25 });

        var (alone, alike) = (GroupDifference.Of(many)!.Value, GroupDifference.Of(few)!.Value);

        Assert.Equal(0.15, alone.Effect, tolerance: 1e-9);
        Assert.True(alike.High90 - alike.Low90 > 2 * (alone.High90 - alone.Low90));
        Assert.Null(GroupDifference.Of([.. many.Take(200)]));
    }

    [Fact]
    public void Weighting_by_recorded_probabilities_finds_the_share_of_the_population()
    {
        // Of 10,000 items a tenth has it; those with it are labeled five times as often.
        var random = new Random(4);
        var items = Enumerable.Range(0, 10_000)
            .Select(item => new SelectedItems(item % 10 == 0, item % 10 == 0 ? 0.5 : 0.1))
            .Where(item => random.NextDouble() < item.Probability).ToArray();

        var effect = SelectionEffect.Of(items)!.Value;

        Assert.Equal(500 / 1400.0, effect.Labeled, tolerance: 0.03);
        Assert.Equal(0.1, effect.Population, tolerance: 0.012);
        Assert.True(effect.Low90 > 0.15 && effect.PValue < 0.001);
        Assert.Equal(0, SelectionEffect.Of([new(true, 0.3), new(false, 0.3)])!.Value.Effect, tolerance: 1e-12);
    }

    [Fact]
    public void What_a_model_chose_counts_among_the_labeled_and_stands_for_nothing_else()
    {
        // Of two arms of different shares, 1 of 5 has it; of what the model chose, everything.
        var drawn = new[] { (0.1, 100L), (0.05, 50L) }.SelectMany(arm => new SelectedItems[]
        {
            new(true, arm.Item1, Count: arm.Item2 / 5),
            new(false, arm.Item1, Count: arm.Item2 * 4 / 5),
        });

        var effect = SelectionEffect.Of([.. drawn, new(true, 1, IsRandom: false, Count: 150)])!.Value;

        Assert.Equal(0.6, effect.Labeled, tolerance: 1e-9);
        Assert.Equal(0.2, effect.Population, tolerance: 1e-9);
        Assert.True(effect.Low90 > 0.3 && effect.PValue < 1e-6);
        Assert.Null(SelectionEffect.Of([new(true, 1, IsRandom: false, Count: 150)]));
    }

    [Fact]
    public void A_handful_of_a_small_arm_weighs_no_more_than_a_handful()
    {
        var effect = SelectionEffect.Of(
            [
                new(true, 0.8, Count: 20, Arm: 0),
                new(false, 0.8, Count: 80, Arm: 0),
                new(true, 0.03, Count: 4, Arm: 1),
                new(true, 1, IsRandom: false, Count: 10, Arm: 2),
            ])!.Value;

        Assert.Equal(24 / 104.0, effect.Population, tolerance: 1e-9);
    }

    [Fact]
    public void The_share_copied_is_what_explains_both_agreements()
    {
        // 84 % = a + (1 - a) 80 %
        var found = Anchoring.Of([.. Enumerable.Repeat(new AnchoringCount(100, 84, 100, 80), 10)])!.Value;

        Assert.Equal(0.2, found.Copied, tolerance: 1e-9);
        Assert.Null(Anchoring.Of([new(100, 100, 100, 100), new(100, 100, 100, 100)]));
    }

    private static void Add(List<ComparedAnswer> answers, bool isInGroup, int stratum, int count, int rightOfTen)
    {
        for (var index = 0; index < count; index++)
            answers.Add(new(isInGroup, index % 10 < rightOfTen ? 1 : 0, 0, stratum, answers.Count));
    }
}
