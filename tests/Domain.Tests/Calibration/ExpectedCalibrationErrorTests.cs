using ActiveLabel.Domain.Calibration;
using Xunit;

namespace ActiveLabel.Domain.Tests.Calibration;

public sealed class ExpectedCalibrationErrorTests
{
    [Fact]
    public void It_weighs_each_bins_gap_by_its_items()
    {
        // ]0.4, 0.6]: confidence 0.55, accuracy 0.5. ]0.8, 1]: confidence 0.9, accuracy 1/3.
        double[] confidences = [0.5, 0.6, 0.85, 0.9, 0.95];
        bool[] correct = [true, false, false, true, false];

        var error = ExpectedCalibrationError.Compute(confidences, correct, bins: 5);

        Assert.Equal((2 / 5.0 * 0.05) + (3 / 5.0 * (0.9 - (1 / 3.0))), error!.Value, tolerance: 1e-12);
    }

    [Fact]
    public void The_borders_belong_to_the_lower_bin()
        => Assert.Equal(0, ExpectedCalibrationError.Compute([0.5, 0.5, 0, 1], [true, false, false, true], bins: 2));

    [Fact]
    public void Honest_confidence_has_next_to_none()
    {
        var random = new Random(3);
        var confidences = Enumerable.Range(0, 50_000).Select(_ => random.NextDouble()).ToArray();
        var correct = Array.ConvertAll(confidences, confidence => random.NextDouble() < confidence);

        Assert.InRange(ExpectedCalibrationError.Compute(confidences, correct)!.Value, 0, 0.015);
    }

    [Fact]
    public void Nothing_to_measure_is_not_zero() => Assert.Null(ExpectedCalibrationError.Compute([], []));

    [Fact]
    public void What_is_no_probability_is_refused()
    {
        Assert.Throws<ArgumentException>(() => ExpectedCalibrationError.Compute([1.1], [true]));
        Assert.Throws<ArgumentException>(() => ExpectedCalibrationError.Compute([double.NaN], [true]));
        Assert.Throws<ArgumentException>(() => ExpectedCalibrationError.Compute([0.5], []));
    }

    [Theory, InlineData(200), InlineData(1_000), InlineData(5_000)]
    public void The_floor_is_what_a_perfectly_calibrated_model_is_measured_at(int count)
    {
        var random = new Random(count + 1);
        double[] confidences = [.. Enumerable.Range(0, count).Select(_ => 0.5 + (0.5 * random.NextDouble()))];
        var measured = Enumerable.Range(0, 100).Average(_ => ExpectedCalibrationError.Compute(
            confidences, [.. confidences.Select(confidence => random.NextDouble() < confidence)]));

        var floor = ExpectedCalibrationError.Floor(confidences);

        Assert.Equal(measured!.Value, floor!.Value, 0.1 * measured.Value);
        Assert.Equal(floor, ExpectedCalibrationError.Floor(confidences));
    }

    [Fact]
    public void Certainty_has_no_floor_and_nothing_has_none_to_tell()
    {
        Assert.Equal(0, ExpectedCalibrationError.Floor([1, 1, 1]));
        Assert.Null(ExpectedCalibrationError.Floor([]));
    }
}
