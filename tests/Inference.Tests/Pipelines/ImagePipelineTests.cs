using System.Text.Json;
using ActiveLabel.Domain.Predictions;
using ActiveLabel.Inference.Pipelines;
using SkiaSharp;
using Xunit;

namespace ActiveLabel.Inference.Tests.Pipelines;

/// <summary>Images made here, encoded, and read by classifiers and detectors that are built here.</summary>
public sealed class ImagePipelineTests
{
    [Theory]
    [InlineData(false, false)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    public void Colours_become_probabilities_by_the_layout_and_the_scale_of_the_manifest(bool blueFirst, bool last)
    {
        using var model = Colours(new("x", 8, 8, Mean: [0.5, 0.5, 0.5], Deviation: [0.25, 0.25, 0.25],
            IsBlueFirst: blueFirst, IsChannelsLast: last));

        var answer = model.Answer(
            [Picture(SKColors.Red, 8, 8), Picture(SKColors.Blue, 20, 10)], CancellationToken.None);

        // (1 - 0.5) / 0.25 = 2 for its own colour and -2 for the other; weights of a quarter make logits of ±0.5.
        var first = (float)(1 / (1 + Math.Exp(blueFirst ? 1 : -1)));
        Assert.Equal([first, 1 - first, 1 - first, first], answer.Numbers, (a, b) => Math.Abs(a - b) < 1e-6);
    }

    [Fact]
    public void Of_a_wide_image_the_middle_is_read_where_it_is_cropped()
    {
        var picture = Picture(SKColors.Red, 32, 8, (SKColors.Blue, new SKRectI(12, 0, 20, 8)));

        using var cropped = Colours(new("x", 8, 8, ImageFit.Crop));
        using var stretched = Colours(new("x", 8, 8));

        Assert.True(cropped.Answer([picture], CancellationToken.None).Numbers[1] > 0.55);
        Assert.True(stretched.Answer([picture], CancellationToken.None).Numbers[1] < 0.5);
    }

    [Theory]
    [InlineData("no base64 at all")]
    [InlineData("bm8gaW1hZ2U=")]
    [InlineData("")]
    public void What_is_no_image_is_grey(string input)
    {
        using var model = Colours(new("x", 8, 8));

        var answer = model.Answer([input], CancellationToken.None);

        Assert.Equal([0.5f, 0.5f], answer.Numbers, (a, b) => Math.Abs(a - b) < 1e-6);
    }

    [Fact]
    public void A_data_url_is_read_like_its_base64()
    {
        using var model = Colours(new("x", 8, 8));
        var picture = Picture(SKColors.Red, 8, 8);

        var answer = model.Answer([picture, $"data:image/png;base64,{picture}"], CancellationToken.None);

        Assert.Equal(answer.Numbers[..2], answer.Numbers[2..]);
    }

    [Fact]
    public void Boxes_lie_in_the_image_as_it_was_given_and_overlapping_ones_of_a_label_are_one()
    {
        // In 32 x 32 pixels as read: a car, nearly the same car, a person in the same place, and too little of one.
        using var model = Detector(
            boxes: [4, 12, 12, 20, 5, 12, 13, 20, 5, 12, 13, 20, 20, 12, 28, 20],
            scores: [0.9f, 0, 0.8f, 0, 0, 0.7f, 0.1f, 0]);

        // The wide image is half as large there and has 8 grey rows above it.
        var answer = model.Answer(
            [Picture(SKColors.White, 64, 32), Picture(SKColors.White, 32, 32)], CancellationToken.None);

        Assert.NotNull(answer.Found);
        Assert.Equal(
            [new("car", 8, 8, 16, 16, 0.9), new("person", 10, 8, 16, 16, 0.7)], FoundIn(answer.Found[0]));
        Assert.Equal(
            [new("car", 4, 12, 8, 8, 0.9), new("person", 5, 12, 8, 8, 0.7)], FoundIn(answer.Found[1]));
        // As doubtful as the most doubtful decision: the person of 0.7.
        Assert.Equal([0.3f, 0.3f], answer.Numbers, (a, b) => Math.Abs(a - b) < 1e-5);
    }

    [Fact]
    public void Nothing_is_found_where_every_score_is_too_low_and_that_is_as_sure_as_the_best_of_them()
    {
        using var model = Detector(boxes: [4, 12, 12, 20], scores: [0.2f, 0.1f]);

        var answer = model.Answer([Picture(SKColors.White, 32, 32)], CancellationToken.None);

        Assert.Equal("[]", Assert.Single(answer.Found!));
        Assert.Equal(0.2, answer.Numbers[0], 1e-5);
    }

    /// <summary>The mean of red against the mean of blue, whichever channel the model takes for them.</summary>
    private static OnnxPipeline Colours(ImageInput input)
    {
        long[] sides = input.IsChannelsLast ? [1, 2] : [2, 3];
        var file = SmallGraph.Model(
            [
                SmallGraph.Node("ReduceMean", "mean", "x").WithInts("axes", sides).WithInt("keepdims", 0),
                SmallGraph.Node("MatMul", "logits", "mean", "w"),
            ],
            [SmallGraph.Floats("w", [0.25f, 0, 0, 0, 0, 0.25f], 3, 2)],
            [("x", SmallGraph.Float, 4)],
            "logits");
        return SmallGraph.Load(file, new(
            ModelKind.Classifier,
            new(InputKind.Image, Image: input),
            new("logits", [new("red", "cat"), new("blue", "dog")]),
            new()));
    }

    /// <summary>Finds the same boxes in every image.</summary>
    private static OnnxPipeline Detector(float[] boxes, float[] scores)
    {
        var count = boxes.Length / 4;
        var file = SmallGraph.Model(
            [
                SmallGraph.Node("ReduceMean", "mean", "x").WithInts("axes", 1, 2, 3).WithInt("keepdims", 0),
                SmallGraph.Node("Mul", "nothing", "mean", "zero"),
                SmallGraph.Node("Unsqueeze", "each", "nothing", "axes"),
                SmallGraph.Node("Add", "boxes", "each", "b"),
                SmallGraph.Node("Add", "scores", "each", "s"),
            ],
            [
                SmallGraph.Floats("zero", [0], 1),
                SmallGraph.Longs("axes", 1, 2),
                SmallGraph.Floats("b", boxes, 1, count, 4),
                SmallGraph.Floats("s", scores, 1, count, 2),
            ],
            [("x", SmallGraph.Float, 4)],
            "scores",
            "boxes");
        return SmallGraph.Load(file, new(
            ModelKind.Detector,
            new(InputKind.Image, Image: new("x", 32, 32, ImageFit.Letterbox)),
            new("scores", [new("car"), new("person")], Activation.None, Boxes: new("boxes")),
            new()));
    }

    private static string Picture(
        SKColor color, int width, int height, params (SKColor Color, SKRectI Area)[] parts)
    {
        using var bitmap = new SKBitmap(width, height);
        bitmap.Erase(color);
        foreach (var (own, area) in parts)
            bitmap.Erase(own, area);
        using var png = bitmap.Encode(SKEncodedImageFormat.Png, 100);
        return Convert.ToBase64String(png.ToArray());
    }

    private static List<Box> FoundIn(string json)
        => [.. JsonDocument.Parse(json).RootElement.EnumerateArray().Select(box => new Box(
            box.GetProperty("label").GetString()!,
            Number(box, "left"),
            Number(box, "top"),
            Number(box, "width"),
            Number(box, "height"),
            Number(box, "confidence")))];

    private static double Number(JsonElement box, string name) => Math.Round(box.GetProperty(name).GetDouble(), 3);

    private sealed record Box(string Label, double Left, double Top, double Width, double Height, double Confidence);
}
