using ActiveLabel.Domain.Items;
using Xunit;

namespace ActiveLabel.Domain.Tests.Items;

public sealed class RandomSharesTests
{
    private const int ItemCount = 20_000;

    [Theory]
    [InlineData(Arm.Control, 0.10)]
    [InlineData(Arm.Calibration, 0.03)]
    [InlineData(Arm.Random, 0.07)]
    [InlineData(Arm.Ranked, 0.80)]
    public void Each_arm_gets_its_share(Arm arm, double share)
    {
        var count = ExternalIds().Count(id => new RandomShares().ArmOf(seed: 1, id) == arm);

        // Five standard errors of a binomial draw.
        var tolerance = 5 * Math.Sqrt(share * (1 - share) / ItemCount);
        Assert.InRange((double)count / ItemCount, share - tolerance, share + tolerance);
    }

    [Fact]
    public void The_same_item_is_always_drawn_alike_and_another_seed_draws_anew()
    {
        var shares = new RandomShares();

        Assert.All(ExternalIds().Take(100), id => Assert.Equal(shares.ArmOf(1, id), shares.ArmOf(1, id)));
        Assert.Contains(ExternalIds().Take(1_000), id => shares.ArmOf(1, id) != shares.ArmOf(2, id));
    }

    [Fact]
    public void Positions_say_nothing_about_the_arm()
    {
        var shares = new RandomShares();
        var positions = ExternalIds().Where(id => shares.ArmOf(1, id) == Arm.Control)
            .Select(id => RandomShares.RandomPosition(1, id)).ToList();

        // The mean of n uniform draws has a standard error of 1 / sqrt(12 n).
        var tolerance = 5 / Math.Sqrt(12.0 * positions.Count);
        Assert.InRange(positions.Average(), 0.5 - tolerance, 0.5 + tolerance);
    }

    [Theory]
    [InlineData(0.6, 0, 0, 0)]
    [InlineData(0.4, 0.4, 0.4, 0)]
    [InlineData(-0.1, 0, 0, 0)]
    [InlineData(double.NaN, 0, 0, 0)]
    [InlineData(0.1, 0, 0, 1.5)]
    public void Shares_that_cannot_be_are_refused(double control, double calibration, double random, double blind)
        => Assert.NotNull(new RandomShares(control, calibration, random, blind).Validate());

    private static IEnumerable<string> ExternalIds()
        => Enumerable.Range(0, ItemCount).Select(index => $"item-{index}");
}
