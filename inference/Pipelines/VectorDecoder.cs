using System.Numerics.Tensors;
using ActiveLabel.Domain.Predictions;
using Microsoft.ML.OnnxRuntime;

namespace ActiveLabel.Inference.Pipelines;

/// <summary>One vector for each input, scaled to length 1.</summary>
internal sealed class VectorDecoder(ModelOutput output) : IDecoder
{
    public IReadOnlyList<string> Tensors { get; } = [output.Tensor];

    public int Columns => 0;

    public bool Finds => false;

    public IReadOnlyList<DecodedRow> Decode(EncodedBatch batch, IReadOnlyList<OrtValue> outputs)
    {
        var (numbers, shape) = output.Pooling == Pooling.None
            ? TensorRows.Read(outputs[0], batch.Rows.Count, 2)
            : TensorRows.Read(outputs[0], batch.Rows.Count, 3);
        var width = shape[^1];
        var stride = numbers.Length / Math.Max(1, batch.Rows.Count);
        var rows = new DecodedRow[batch.Rows.Count];
        for (var row = 0; row < rows.Length; row++)
        {
            var vector = new float[width];
            var own = numbers.AsSpan(row * stride, stride);
            if (output.Pooling == Pooling.Mean)
                Average(own, batch.Texts.Count > row ? batch.Texts[row].Count : stride / width, vector);
            else
                own[..width].CopyTo(vector);
            var length = TensorPrimitives.Norm<float>(vector);
            if (length > 0)
                TensorPrimitives.Divide(vector, length, vector);
            rows[row] = new(vector);
        }
        return rows;
    }

    private static void Average(ReadOnlySpan<float> vectors, int count, Span<float> mean)
    {
        for (var token = 0; token < count; token++)
            TensorPrimitives.Add(mean, vectors.Slice(token * mean.Length, mean.Length), mean);
        TensorPrimitives.Divide(mean, Math.Max(1, count), mean);
    }
}
