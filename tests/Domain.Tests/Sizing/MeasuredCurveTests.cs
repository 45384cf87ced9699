using ActiveLabel.Domain.Sizing;
using Xunit;

namespace ActiveLabel.Domain.Tests.Sizing;

public sealed class MeasuredCurveTests
{
    [Fact]
    public void Of_one_size_and_draw_only_the_latest_measurement_counts()
    {
        MeasuredPoint[] points = [Point(32, 0, 0.6), Point(64, 0, 0.7), Point(32, 1, 0.5), Point(32, 0, 0.65)];

        var counted = MeasuredCurve.Latest(points);

        Assert.Equal([points[1], points[2], points[3]], counted);
    }

    [Fact]
    public void Many_retrains_of_nearly_as_many_labels_are_one_point()
    {
        var points = Enumerable.Range(1, 200).Select(label => Point(1_000 + label, 0, 0.8)).ToList();

        var counted = MeasuredCurve.Latest(points);

        Assert.Equal([1_008, 1_200], counted.Select(point => point.ModelLabels).Order());
    }

    [Fact]
    public void Points_of_a_slice_are_told_apart_by_the_size_of_the_model()
    {
        // Neither model saw more of the slice than the other, but of all the rest.
        MeasuredPoint[] points = [new(16, 0, new(2, 0.5, 0.1)), new(32, 0, new(2, 0.6, 0.1))];

        Assert.Equal(points, MeasuredCurve.Latest(points));
    }

    private static MeasuredPoint Point(int labels, int draw, double accuracy)
        => new(labels, draw, new(labels, accuracy, 0.02));
}
