using System.Numerics.Tensors;
using System.Text.Json;
using ActiveLabel.Domain.Predictions;
using Microsoft.ML.OnnxRuntime;

namespace ActiveLabel.Inference.Pipelines;

/// <summary>A label for each token to parts of the text.</summary>
/// <remarks>
/// Labels are written B-name, I-name and O (or just name and O): a part begins at B, at another name, or after O, and
/// goes on over I of its name. Its confidence is the least of its tokens'. The one number of a text is how unsure the
/// model is of it (<see cref="StructuredUncertainty"/>).
/// </remarks>
internal sealed class SpanDecoder(ModelOutput output) : IDecoder
{
    private readonly (string Name, bool Begins)[] _labels = [.. output.Labels.Select(label => Parse(label.Name))];

    public IReadOnlyList<string> Tensors { get; } = [output.Tensor];

    public int Columns => 1;

    public bool Finds => true;

    public IReadOnlyList<DecodedRow> Decode(EncodedBatch batch, IReadOnlyList<OrtValue> outputs)
    {
        var (numbers, shape) = TensorRows.Read(outputs[0], batch.Rows.Count, 3);
        if (shape[2] != _labels.Length || batch.Texts.Any(text => text.Count > shape[1]))
            throw new InvalidDataException(
                $"The model gives {shape[2]} numbers a token for {_labels.Length} labels of its manifest.");
        var rows = new DecodedRow[batch.Rows.Count];
        for (var row = 0; row < rows.Length; row++)
            rows[row] = Read(batch.Texts[row], numbers.AsSpan(row * shape[1] * shape[2], shape[1] * shape[2]));
        return rows;
    }

    private DecodedRow Read(TokenizedText text, Span<float> numbers)
    {
        var (spans, open, doubt) = (new List<FoundSpan>(), (FoundSpan?)null, 1.0);
        for (var index = 0; index < text.Count; index++)
        {
            var token = text.Tokens[index];
            if (token.Start < 0 || token.End <= token.Start)
                continue;
            var row = numbers.Slice(index * _labels.Length, _labels.Length);
            if (output.Activation == Activation.Softmax)
                TensorPrimitives.SoftMax(row.ToArray(), row);
            var top = TensorPrimitives.IndexOfMax<float>(row);
            var (name, begins) = _labels[top];
            doubt = Math.Min(doubt, row[top]);
            if (open is { } going && (name.Length == 0 || begins || name != going.Label))
            {
                spans.Add(going);
                open = null;
            }
            if (name.Length > 0)
                open = open is { } same
                    ? same with { End = token.End, Confidence = Math.Min(same.Confidence, row[top]) }
                    : new(token.Start, token.End, name, row[top]);
        }
        if (open is { } last)
            spans.Add(last);
        var unsure = StructuredUncertainty.Of([.. spans.Select(span => span.Confidence)], leastElsewhere: doubt);
        return new([(float)unsure], JsonSerializer.Serialize(spans, StructuredAnswer.Json));
    }

    private static (string Name, bool Begins) Parse(string label) => label switch
    {
        "O" or "" => ("", false),
        ['B', '-', ..] => (label[2..], true),
        ['I' or 'E', '-', ..] => (label[2..], false),
        ['S' or 'U', '-', ..] => (label[2..], true),
        _ => (label, false),
    };
}
