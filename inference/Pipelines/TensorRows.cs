using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace ActiveLabel.Inference.Pipelines;

/// <summary>A tensor that came out of a run, as floats, with its shape checked.</summary>
internal static class TensorRows
{
    private const long NumbersMax = 64L * 1024 * 1024;

    /// <param name="rank">Lengths that the shape must have, the batch included.</param>
    /// <exception cref="InvalidDataException">It is something else.</exception>
    public static (float[] Numbers, int[] Shape) Read(OrtValue value, int batch, params int[] rank)
    {
        if (!value.IsTensor)
            throw new InvalidDataException("An output is no tensor.");
        var info = value.GetTensorTypeAndShape();
        int[] shape = [.. info.Shape.Select(length => (int)Math.Min(length, int.MaxValue))];
        if (info.ElementCount > NumbersMax)
            throw new InvalidDataException("An output has more numbers than are read.");
        if (!rank.Contains(shape.Length) || shape[0] != batch)
            throw new InvalidDataException(
                $"An output has the shape [{string.Join(", ", shape)}]; {batch} inputs and {string.Join(" or ", rank)} "
                + "lengths were expected.");
        float[] numbers = info.ElementDataType switch
        {
            TensorElementType.Float => value.GetTensorDataAsSpan<float>().ToArray(),
            TensorElementType.Double => Array.ConvertAll(
                value.GetTensorDataAsSpan<double>().ToArray(), number => (float)number),
            TensorElementType.Float16 => Array.ConvertAll(
                value.GetTensorDataAsSpan<Float16>().ToArray(), number => (float)number),
            var other => throw new InvalidDataException($"An output holds {other}; float is expected."),
        };
        if (Array.Exists(numbers, number => !float.IsFinite(number)))
            throw new InvalidDataException("An output holds a number that is not finite.");
        return (numbers, shape);
    }
}
