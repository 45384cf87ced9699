using ActiveLabel.Domain.Calibration;
using Xunit;

namespace ActiveLabel.Domain.Tests.Calibration;

public sealed class LogLossTests
{
    [Fact]
    public void It_is_the_mean_of_minus_ln_of_what_was_given_to_the_truth()
    {
        double[] probabilities = [0.7, 0.2, 0.1, 0.3, 0.3, 0.4];

        Assert.Equal(-(Math.Log(0.2) + Math.Log(0.4)) / 2, LogLoss.Compute(probabilities, [1, 2], 3)!.Value, 1e-12);
        Assert.Equal(
            -((0.5 * Math.Log(0.7)) + (0.5 * Math.Log(0.1)) + Math.Log(0.3)) / 2,
            LogLoss.Compute(probabilities, [0.5, 0, 0.5, 1, 0, 0], 3)!.Value,
            tolerance: 1e-12);
    }

    [Fact]
    public void A_zero_costs_much_but_not_everything()
        => Assert.Equal(-Math.Log(1e-6), LogLoss.Compute([1, 0], [1], 2)!.Value, tolerance: 1e-12);

    [Fact]
    public void Nothing_to_measure_is_not_zero() => Assert.Null(LogLoss.Compute([], Array.Empty<int>(), 2));

    [Fact]
    public void Lengths_that_do_not_fit_are_refused()
    {
        Assert.Throws<ArgumentException>(() => LogLoss.Compute([1, 0, 0], [0], 2));
        Assert.Throws<ArgumentException>(() => LogLoss.Compute([1, 0, 0], new[] { 1.0, 0, 0 }, 2));
    }
}
