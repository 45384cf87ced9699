using ActiveLabel.Api.Predictions;
using ActiveLabel.Api.Sizing;
using ActiveLabel.Api.Tests.Storage;
using ActiveLabel.Domain.Items;
using ActiveLabel.Domain.Sizing;
using Xunit;

namespace ActiveLabel.Api.Tests.Sizing;

public sealed class CurvePointsTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 5, 9, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task A_model_adds_a_point_to_each_curve_with_enough_control_items()
    {
        await using var database = await TestDatabase.CreateAsync(Provider.Sqlite);
        var project = await database.CreateProjectAsync(itemCount: 0);
        var items = Of(Arm.Control, label: 0, 20, "north", "billing")
            .Concat(Of(Arm.Control, label: 1, 12, "south", "billing"))
            .Concat(Of(Arm.Control, label: 1, 4, "rare", "returns"))
            .Concat(Of(Arm.Ranked, label: 0, 60, "north", "billing"))
            .Concat(Of(Arm.Random, label: 1, 25, "south", "returns"))
            // What fits temperatures trains nothing.
            .Concat(Of(Arm.Calibration, label: 1, 9, "south", "billing")).ToList();
        // The model takes everything for the first label, but for three of the second.
        var predictions = items.Where(item => item.Arm == Arm.Control)
            .Select((_, index) => index is >= 20 and < 23 ? new[] { 0.2f, 0.8f } : [0.9f, 0.1f]).ToList();

        var points = CurvePoints.Measure(project, items, predictions, Now);

        Assert.Equal(
            [
                (CurveDimension.Class, "cat", 60, 20, 1.0),
                (CurveDimension.Class, "dog", 25, 16, 3 / 16.0),
                (CurveDimension.Slice, "region=north", 60, 20, 1.0),
                (CurveDimension.Slice, "region=south", 25, 12, 3 / 12.0),
                (CurveDimension.UseCase, "billing", 60, 32, 23 / 32.0),
            ],
            points.Select(point => (
                point.Dimension, point.Key, point.Labels, point.Measurement.Items, point.Measurement.Accuracy)));
        Assert.All(points, point => Assert.Equal((CurveArm.All, Now), (point.Arm, point.At)));
        Assert.All(points, point => Assert.NotNull(point.Measurement.MacroF1));
    }

    private static IEnumerable<LabeledItem> Of(Arm arm, int label, int count, string region, string useCase)
        => Enumerable.Range(1, count).Select(index => new LabeledItem(
            new(index),
            arm,
            ItemInput.Of("""{"text":"words"}""", kind: null),
            label,
            label == 0 ? [1, 0] : [0, 1],
            new Dictionary<string, string> { ["region"] = region, ["useCase"] = useCase }));
}
