using ActiveLabel.Domain.Predictions;
using Xunit;

namespace ActiveLabel.Domain.Tests.Predictions;

public sealed class PromotionTests
{
    private static readonly int[] Truth = [.. Enumerable.Repeat(0, 40)];

    [Fact]
    public void The_first_model_serves() => Assert.True(Promotion.Decide(Sure(0.6f), serving: null, Truth).Promotes);

    [Fact]
    public void A_model_that_is_clearly_worse_does_not()
    {
        var decision = Promotion.Decide(Sure(0.6f), Sure(0.8f), Truth);

        Assert.False(decision.Promotes);
        Assert.Contains("+0.28", decision.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void A_model_that_is_better_does() => Assert.True(Promotion.Decide(Sure(0.8f), Sure(0.6f), Truth).Promotes);

    [Fact]
    public void A_difference_that_chance_explains_goes_to_the_candidate()
    {
        var noisy = Truth.Select((_, item) => item % 2 == 0 ? new[] { 0.9f, 0.1f } : [0.39f, 0.61f]).ToArray();

        Assert.True(Promotion.Decide(noisy, Sure(0.6f), Truth).Promotes);
    }

    [Fact]
    public void A_few_control_items_decide_nothing()
        => Assert.True(Promotion.Decide([[0.1f, 0.9f]], [[0.9f, 0.1f]], [0]).Promotes);

    private static float[][] Sure(float probability)
        => [.. Truth.Select(
            (_, item) => new[] { probability + (item % 3 * 0.01f), 1 - probability - (item % 3 * 0.01f) })];
}
