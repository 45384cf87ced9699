using System.Numerics.Tensors;
using System.Text.Json;
using ActiveLabel.Domain.Predictions;
using Microsoft.ML.OnnxRuntime;

namespace ActiveLabel.Inference.Pipelines;

/// <summary>Boxes with a score for each label to the few that are kept, in pixels of the image as given.</summary>
/// <remarks>
/// Non-maximum suppression by label, greedy: the surest box is kept, and those of its label go that overlap it by more
/// than the manifest allows. The one number of an image is how unsure the model is of it: a score s was decided for
/// with s and against with 1 - s.
/// </remarks>
internal sealed class BoxDecoder : IDecoder
{
    // The most candidates of an image, the surest ones: suppression compares pairs.
    private const int CandidatesMax = 4_096;

    private readonly ModelOutput _output;
    private readonly BoxOutput _boxes;
    private readonly ImageInput _image;

    public BoxDecoder(ModelOutput output, ImageInput? image)
    {
        (_output, _boxes, _image) = (
            output,
            output.Boxes ?? throw new InvalidDataException("A detector's manifest has no boxes."),
            image ?? throw new InvalidDataException("A detector reads an image."));
        Tensors = [output.Tensor, _boxes.BoxesTensor];
    }

    public IReadOnlyList<string> Tensors { get; }

    public int Columns => 1;

    public bool Finds => true;

    public IReadOnlyList<DecodedRow> Decode(EncodedBatch batch, IReadOnlyList<OrtValue> outputs)
    {
        var (scores, shape) = TensorRows.Read(outputs[0], batch.Rows.Count, 3);
        var (places, placesShape) = TensorRows.Read(outputs[1], batch.Rows.Count, 3);
        if (shape[2] != _output.Labels.Count || placesShape[1] != shape[1] || placesShape[2] != 4)
            throw new InvalidDataException("The model's boxes or scores have another shape than its manifest says.");
        var rows = new DecodedRow[batch.Rows.Count];
        for (var row = 0; row < rows.Length; row++)
            rows[row] = Read(
                scores.AsSpan(row * shape[1] * shape[2], shape[1] * shape[2]),
                places.AsSpan(row * shape[1] * 4, shape[1] * 4),
                batch.Frames[row]);
        return rows;
    }

    private DecodedRow Read(Span<float> scores, ReadOnlySpan<float> places, ImageFrame frame)
    {
        var (candidates, least) = (new List<FoundBox>(), 1.0);
        for (var box = 0; box < places.Length / 4; box++)
        {
            var row = scores.Slice(box * _output.Labels.Count, _output.Labels.Count);
            if (_output.Activation == Activation.Softmax)
                TensorPrimitives.SoftMax(row.ToArray(), row);
            else if (_output.Activation == Activation.Sigmoid)
                TensorPrimitives.Sigmoid(row.ToArray(), row);
            var top = TensorPrimitives.IndexOfMax<float>(row);
            if (row[top] >= _boxes.ScoreMin)
                candidates.Add(Place(places.Slice(box * 4, 4), frame, _output.Labels[top].Name, row[top]));
            else
                least = Math.Min(least, 1 - row[top]);
        }
        var kept = Suppress(candidates);
        var unsure = StructuredUncertainty.Of([.. kept.Select(box => box.Confidence)], least);
        return new([(float)unsure], JsonSerializer.Serialize(kept, StructuredAnswer.Json));
    }

    private List<FoundBox> Suppress(List<FoundBox> candidates)
    {
        var kept = new List<FoundBox>();
        foreach (var box in candidates.OrderByDescending(box => box.Confidence).Take(CandidatesMax))
            if (kept.Count < _boxes.BoxesMax
                && kept.TrueForAll(other => other.Label != box.Label || other.Overlap(box) <= _boxes.OverlapMax))
                kept.Add(box);
        return kept;
    }

    private FoundBox Place(ReadOnlySpan<float> place, ImageFrame frame, string label, double confidence)
    {
        var (x, y) = _boxes.IsRelative ? (_image.Width, _image.Height) : (1, 1);
        var (left, top, right, bottom) = _boxes.IsCentered
            ? (place[0] - (place[2] / 2), place[1] - (place[3] / 2),
                place[0] + (place[2] / 2), place[1] + (place[3] / 2))
            : (place[0], place[1], place[2], place[3]);
        var (fromX, toX) = (Map(left * x, frame.Left, frame.ScaleX, frame.Width),
            Map(right * x, frame.Left, frame.ScaleX, frame.Width));
        var (fromY, toY) = (Map(top * y, frame.Top, frame.ScaleY, frame.Height),
            Map(bottom * y, frame.Top, frame.ScaleY, frame.Height));
        return new(fromX, fromY, Math.Max(0, toX - fromX), Math.Max(0, toY - fromY), label, confidence);
    }

    private static double Map(double read, double offset, double scale, int size)
        => Math.Clamp((read - offset) / scale, 0, size);
}
