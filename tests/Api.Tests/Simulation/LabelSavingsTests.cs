using ActiveLabel.Api.Simulation;
using ActiveLabel.Domain.Sizing;
using Xunit;

namespace ActiveLabel.Api.Tests.Simulation;

public sealed class LabelSavingsTests
{
    [Fact]
    public void Half_the_labels_for_the_same_accuracy_is_a_ratio_of_one_half()
    {
        var savings = LabelSavings.Of(
            Curve("random", (100, 0.5), (200, 0.6), (400, 0.7), (800, 0.7)),
            Curve("default", (100, 0.6), (200, 0.7), (400, 0.8)));

        Assert.Equal(new("default", 1, 0.7, 400, 200), savings);
        Assert.Equal(0.5, savings!.Ratio);
    }

    [Fact]
    public void Between_two_points_the_labels_are_interpolated()
    {
        var savings = LabelSavings.Of(
            Curve("random", (100, 0.5), (300, 0.6), (500, 0.6)), Curve("default", (100, 0.5), (200, 0.7)));

        Assert.Equal(150, savings!.Labels!.Value, 1e-9);
    }

    [Fact]
    public void A_strategy_that_does_not_get_there_has_no_ratio()
    {
        var savings = LabelSavings.Of(Curve("random", (100, 0.5), (200, 0.6)), Curve("default", (100, 0.5)));

        Assert.Null(savings!.Ratio);
    }

    [Fact]
    public void The_mean_of_several_seeds_is_taken_before_it_is_read()
    {
        var savings = LabelSavings.OfMean(
            [Curve("random", (100, 0.5), (200, 0.6), (400, 0.6)), Curve("random", (100, 0.5), (300, 0.8), (400, 0.8))],
            [Curve("default", (100, 0.6), (200, 0.8)), Curve("default", (100, 0.6), (200, 0.6))]);

        // At 200 and 400 labels the baselines' means are 0.625 and 0.7; the strategies' 0.6 at 100 and 0.7 at 200.
        Assert.Equal((null, 0.6625), (savings!.Seed, Math.Round(savings.Accuracy, 6)));
        Assert.Equal(300, savings.BaselineLabels);
        Assert.Equal(162.5, savings.Labels!.Value, 1e-9);
    }

    [Fact]
    public void One_point_is_no_curve()
        => Assert.Null(LabelSavings.Of(Curve("random", (100, 0.5)), Curve("default", (100, 0.5))));

    private static List<CurveRow> Curve(string strategy, params (int Labels, double Accuracy)[] points)
        => [.. points.Select(point => new CurveRow(
            strategy,
            1,
            point.Labels,
            point.Labels * 2,
            new ControlMeasurement(100, point.Accuracy, 0, 1, 1, 0, 0.5)))];
}
