using ActiveLabel.Domain.Numerics;
using Xunit;

namespace ActiveLabel.Domain.Tests.Numerics;

public sealed class BetaDistributionTests
{
    [Theory]
    [InlineData(2, 5)]
    [InlineData(7, 1)]
    [InlineData(1, 1)]
    [InlineData(12, 30)]
    public void The_cumulative_of_whole_numbers_is_a_binomial_sum(int alpha, int beta)
    {
        // P(Beta(a, b) <= x) = P(Binomial(a + b - 1, x) >= a)
        var n = alpha + beta - 1;
        foreach (var x in new[] { 0.05, 0.2, 0.5, 0.77, 0.99 })
        {
            var expected = 0.0;
            for (var successes = alpha; successes <= n; successes++)
                expected += Choose(n, successes) * Math.Pow(x, successes) * Math.Pow(1 - x, n - successes);
            Assert.Equal(expected, new BetaDistribution(alpha, beta).Cumulative(x), tolerance: 1e-11);
        }
    }

    [Theory]
    [InlineData(0.5, 0.5)]
    [InlineData(0.01, 3)]
    [InlineData(900, 100)]
    [InlineData(1e5, 2e5)]
    public void The_quantile_undoes_the_cumulative(double alpha, double beta)
    {
        var distribution = new BetaDistribution(alpha, beta);

        foreach (var probability in new[] { 0.05, 0.5, 0.95 })
            if (distribution.Quantile(probability) is > 1e-15 and var x)
                Assert.Equal(probability, distribution.Cumulative(x), tolerance: 1e-8);
    }

    [Fact]
    public void The_arcsine_distribution_has_its_closed_form()
        => Assert.Equal(
            2 / Math.PI * Math.Asin(Math.Sqrt(0.3)), new BetaDistribution(0.5, 0.5).Cumulative(0.3), tolerance: 1e-12);

    [Theory]
    [InlineData(0, 3, 0)]
    [InlineData(3, 0, 1)]
    public void A_degenerate_one_is_a_point(double alpha, double beta, double point)
        => Assert.Equal(point, new BetaDistribution(alpha, beta).Quantile(0.5), tolerance: 1e-12);

    private static double Choose(int n, int k)
        => Enumerable.Range(1, k).Aggregate(1.0, (product, i) => product * (n - k + i) / i);
}
