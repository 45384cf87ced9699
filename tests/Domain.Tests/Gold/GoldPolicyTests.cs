using ActiveLabel.Domain.Gold;
using Xunit;

namespace ActiveLabel.Domain.Tests.Gold;

public sealed class GoldPolicyTests
{
    private readonly GoldPolicy _policy = new();

    [Fact]
    public void A_newcomer_gets_the_most_gold() => Assert.Equal(_policy.RateMax, _policy.RateFor(0, 0, 0));

    [Fact]
    public void The_better_a_worker_is_known_the_less_gold()
    {
        var rates = new[] { (0, 0), (4, 1), (16, 4), (40, 10), (400, 100) }
            .Select(seen => _policy.RateFor(seen.Item1, seen.Item2, 0)).ToList();

        Assert.Equal(rates.OrderDescending(), rates);
        Assert.Equal(_policy.RateMin, rates[^1]);
    }

    [Fact]
    public void A_training_is_needed_where_even_the_best_that_can_be_believed_is_too_little()
    {
        Assert.False(GoldPolicy.NeedsTraining(0, 7, 0.7));
        Assert.True(GoldPolicy.NeedsTraining(2, 8, 0.7));
        Assert.False(GoldPolicy.NeedsTraining(7, 3, 0.7));
        Assert.False(GoldPolicy.NeedsTraining(6, 4, 0.7));
    }

    [Fact]
    public void Doubt_about_honesty_asks_for_gold_and_certainty_does_not()
    {
        Assert.Equal(_policy.RateMax, _policy.RateFor(400, 100, 0.5));
        Assert.True(_policy.RateFor(400, 100, 0.99) < _policy.RateFor(400, 100, 0.5));
    }
}
