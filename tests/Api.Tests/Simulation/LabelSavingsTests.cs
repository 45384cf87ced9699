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
