using ActiveLabel.Domain.Sizing;
using Xunit;

namespace ActiveLabel.Domain.Tests.Sizing;

public sealed class ControlMeasurementTests
{
    [Fact]
    public void Agrees_with_the_definitions_written_out()
    {
        float[][] predictions = [[0.8f, 0.2f], [0.6f, 0.4f], [0.3f, 0.7f], [0.9f, 0.1f]];
        int[] truth = [0, 1, 1, 0];

        var measured = ControlMeasurement.Of(predictions, truth)!;

        Assert.Equal(0.75, measured.Accuracy, 1e-12);
        Assert.Equal(-(Math.Log(0.8) + Math.Log(0.4) + Math.Log(0.7) + Math.Log(0.9)) / 4, measured.LogLoss, 1e-6);
        Assert.Equal((0.8 + 0.6 + 0.7 + 0.9) / 4, measured.MeanConfidence, 1e-6);
    }

    [Fact]
    public void The_interval_is_that_of_Wilson()
    {
        // 9 of 10 at z = 1.6449: (0.9 + 0.13529) / 1.27057 ± 0.14846, by hand.
        float[][] predictions = [.. Enumerable.Range(0, 10).Select(_ => new[] { 0.9f, 0.1f })];
        int[] truth = [1, .. Enumerable.Repeat(0, 9)];

        var measured = ControlMeasurement.Of(predictions, truth)!;

        Assert.Equal(0.6533, measured.AccuracyLow, 3e-3);
        Assert.Equal(0.9773, measured.AccuracyHigh, 3e-3);
    }

    [Fact]
    public void An_impossible_truth_costs_much_but_not_everything()
        => Assert.InRange(ControlMeasurement.Of([[1f, 0f]], [1])!.LogLoss, 10, 20);

    [Fact]
    public void Nothing_measured_is_null() => Assert.Null(ControlMeasurement.Of([], []));
}
