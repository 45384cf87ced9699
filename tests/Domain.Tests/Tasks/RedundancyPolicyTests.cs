using ActiveLabel.Domain.Tasks;
using ActiveLabel.Domain.TruthInference;
using Xunit;

namespace ActiveLabel.Domain.Tests.Tasks;

public sealed class RedundancyPolicyTests
{
    private static readonly double[] Good = [0.85, 0.15, 0.2, 0.8];
    private static readonly RedundancyPolicy Policy = new(TargetConfidence: 0.9, JudgementsMin: 1, JudgementsMax: 5);

    public static TheoryData<int> Seeds => [.. Enumerable.Range(1, 12)];

    [Fact]
    public void First_the_minimum_then_until_it_is_sure()
    {
        Assert.Equal(
            (RedundancyAction.OneMore, RedundancyReason.BelowMinimum), Decide(Policy, Item([0.99, 0.01], 0)));
        Assert.Equal((RedundancyAction.Stop, RedundancyReason.Confident), Decide(Policy, Item([0.95, 0.05], 1)));
        Assert.Equal((RedundancyAction.OneMore, RedundancyReason.BestValue), Decide(Policy, Item([0.7, 0.3], 1)));
    }

    [Fact]
    public void At_the_cap_it_stops_or_is_reviewed()
    {
        var unsure = Item([0.6, 0.4], 5);

        Assert.Equal((RedundancyAction.Stop, RedundancyReason.CapReached), Decide(Policy, unsure));
        Assert.Equal(
            (RedundancyAction.Review, RedundancyReason.BestValue), Decide(Policy with { ReviewCost = 5 }, unsure));
    }

    [Fact]
    public void Without_money_it_stops()
        => Assert.Equal(
            (RedundancyAction.Stop, RedundancyReason.BudgetSpent),
            Decide(Policy with { JudgementCost = 2 }, Item([0.7, 0.3], 1), budget: 1.9));

    [Fact]
    public void A_worker_who_tells_nothing_is_not_worth_asking()
        => Assert.Equal(
            (RedundancyAction.Stop, RedundancyReason.NotWorthIt),
            Decide(Policy, Item([0.7, 0.3], 1, [0.5, 0.5, 0.5, 0.5])));

    [Fact]
    public void What_avoids_more_errors_for_its_cost_is_done()
    {
        var unsure = Item([0.55, 0.45], 2);

        var cheapReview = Policy with { ReviewCost = 1.5 };
        var dearReview = Policy with { ReviewCost = 100 };

        Assert.Equal(RedundancyAction.Review, Decide(cheapReview, unsure).Action);
        Assert.Equal(RedundancyAction.OneMore, Decide(dearReview, unsure).Action);
        Assert.Equal(
            RedundancyAction.NewItem, dearReview.Decide(unsure, budgetLeft: null, newItemValue: 0.4).Action);
    }

    [Fact]
    public void An_item_that_divides_the_workers_gains_less_from_more_of_them_than_a_fresh_one()
    {
        double GainOf(int judgements)
            => OpinionValue.Best(Item([0.6, 0.4], judgements).GainsPerJudgement(), judgementsLeft: 8);

        Assert.True(GainOf(20) < GainOf(6));
        Assert.True(GainOf(6) < GainOf(2));
    }

    /// <summary>The formula against the model it states, drawn.</summary>
    [Theory]
    [InlineData(0.6, 2, 1)]
    [InlineData(0.6, 2, 6)]
    [InlineData(0.75, 4, 4)]
    [InlineData(0.85, 1, 8)]
    public void The_gain_is_what_the_model_gives_when_it_is_drawn(double confidence, int judgements, int more)
    {
        var item = Item([confidence, 1 - confidence], judgements);
        var random = new Random(5);
        var (rho, right, draws) = (item.Correlation, 0.0, 400_000);
        var evidence = Math.Log(confidence / (1 - confidence)) / ItemPosterior.Weight(judgements, rho);
        var known = judgements * rho / (1 + ((judgements - 1) * rho));
        for (var draw = 0; draw < draws; draw++)
        {
            var truth = random.NextDouble() < confidence ? 0 : 1;
            double[] x = [Math.Log(Good[0] / Good[2]), Math.Log(Good[1] / Good[3])];
            var (p, q) = (Good[truth * 2], Good[(truth * 2) + 1]);
            var mean = (p * x[0]) + (q * x[1]);
            var variance = (p * x[0] * x[0]) + (q * x[1] * x[1]) - (mean * mean);
            var share = variance * rho * (1 - rho) / (1 + ((judgements - 1) * rho));
            var deviation = (known * ((evidence / judgements) - mean)) + (Math.Sqrt(share) * Normal(random));
            var sum = evidence;
            for (var j = 0; j < more; j++)
                sum += mean + deviation + (Math.Sqrt(variance * (1 - rho)) * Normal(random));
            right += (sum > 0 ? 0 : 1) == truth ? 1 : 0;
        }

        Assert.Equal((right / draws) - confidence, OpinionValue.Gain(item, 0, 1, more), tolerance: 0.003);
    }

    [Theory, MemberData(nameof(Seeds))]
    public void Neither_cap_nor_budget_is_ever_exceeded(int seed)
    {
        var random = new Random(seed);
        for (var round = 0; round < 200; round++)
        {
            var policy = new RedundancyPolicy(
                random.NextDouble(), random.Next(0, 4), random.Next(3, 9), 0.5 + random.NextDouble(),
                random.Next(2) == 0 ? null : 3 * random.NextDouble(), Patience: random.Next(1, 5000));
            var (judgements, reviews, budget) = (0, 0, 8 * random.NextDouble());
            for (var step = 0; step < 100 && reviews == 0; step++)
            {
                var top = 0.5 + (random.NextDouble() / 2);
                var decision = policy.Decide(Item([top, 1 - top], judgements), budget, random.NextDouble() / 100);
                if (decision.Action is RedundancyAction.Stop)
                    break;
                budget -= decision.Action == RedundancyAction.Review ? policy.ReviewCost!.Value : policy.JudgementCost;
                judgements += decision.Action == RedundancyAction.OneMore ? 1 : 0;
                reviews += decision.Action == RedundancyAction.Review ? 1 : 0;

                Assert.True(budget >= 0, $"seed {seed}: {decision} left {budget}");
                Assert.True(judgements <= policy.JudgementsMax, $"seed {seed}: {decision}");
            }
        }
    }

    private static ItemEvidence Item(double[] posterior, int judgements, double[]? next = null)
        => new(posterior, [0.5, 0.5], judgements, next ?? Good, Correlation: 0.28);

    private static (RedundancyAction Action, RedundancyReason Reason) Decide(
        RedundancyPolicy policy, ItemEvidence item, double? budget = null)
    {
        var decision = policy.Decide(item, budget);
        return (decision.Action, decision.Reason);
    }

    private static double Normal(Random random)
        => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}
