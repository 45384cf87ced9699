using ActiveLabel.Inference.Training;
using Xunit;

namespace ActiveLabel.Inference.Tests.Training;

public sealed class TemperatureFitTests
{
    private static readonly HeldOut Nothing = new([], [], 2);

    [Fact]
    public void Without_anything_held_out_the_logits_stay_as_they_are()
        => Assert.Equal(1, TemperatureFit.Combine(Nothing, Nothing, _ => false));

    [Fact]
    public void A_hundred_calibration_examples_weigh_as_much_as_cross_validation()
    {
        var (calibration, crossValidation) = (Said(100, rightShare: 0.6), Said(1_000, rightShare: 0.9));

        var temperature = TemperatureFit.Combine(calibration, crossValidation, _ => false);

        Assert.Equal(
            Math.Sqrt(calibration.FitTemperature() * crossValidation.FitTemperature()), temperature, 1e-9);
    }

    [Fact]
    public void Training_examples_that_chance_chose_count_as_calibration_examples()
    {
        var crossValidation = Said(400, rightShare: 0.6).With(Said(400, rightShare: 0.9));

        var modest = TemperatureFit.Combine(Nothing, crossValidation, index => index < 400);
        var bold = TemperatureFit.Combine(Nothing, crossValidation, index => index >= 400);

        Assert.Equal(
            Math.Exp(((400 * Math.Log(Said(400, 0.6).FitTemperature()))
                + (100 * Math.Log(crossValidation.FitTemperature()))) / 500),
            modest,
            1e-9);
        Assert.True(bold < modest, $"{bold} against {modest}");
    }

    [Fact]
    public void Many_examples_make_confidence_equal_to_accuracy()
    {
        var metrics = Said(10_000, 0.8).Measure(Said(10_000, 0.8).FitTemperature());

        Assert.Equal(0.8, metrics!.Accuracy, 1e-9);
        Assert.Equal(0, metrics.ExpectedCalibrationError, 1e-3);
    }

    [Fact]
    public void Few_examples_that_are_all_right_do_not_make_it_certain()
    {
        var metrics = Said(16, 1).Measure(Said(16, 1).FitTemperature());

        Assert.InRange(metrics!.ExpectedCalibrationError, 0.02, 0.1);
    }

    /// <summary>Two labels, always the first by the same logits, and right as often as said.</summary>
    private static HeldOut Said(int count, double rightShare)
        => new(
            [.. Enumerable.Range(0, count).SelectMany(_ => new double[] { 1, 0 })],
            [.. Enumerable.Range(0, count).SelectMany(n => n < count * rightShare ? new double[] { 1, 0 } : [0, 1])],
            2);
}
