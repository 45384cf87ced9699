using System.Globalization;
using System.Text.Json;
using ActiveLabel.Domain.Predictions;
using ActiveLabel.Inference.Features;

namespace ActiveLabel.Inference.Pipelines;

/// <summary>An item's fields, or its pixels, as numbers.</summary>
/// <remarks>What is missing, or is no number, is not a number to the model either; yes and no are 1 and 0.</remarks>
internal sealed class NumberEncoder(NumberInput input) : IEncoder
{
    private readonly int _count = input.Count;

    public IReadOnlyList<string> Tensors { get; } = [input.Tensor];

    public string Sample => input.Fields is null
        ? $"[{string.Join(',', Enumerable.Repeat('0', _count))}]"
        : JsonSerializer.Serialize(input.Fields.Distinct().ToDictionary(name => name, _ => 0));

    public IEnumerable<EncodedBatch> Encode(IReadOnlyList<string> inputs, int batchMax)
    {
        foreach (var rows in Enumerable.Range(0, inputs.Count).Chunk(batchMax))
        {
            var numbers = new float[rows.Length * _count];
            for (var row = 0; row < rows.Length; row++)
                Read(inputs[rows[row]], numbers.AsSpan(row * _count, _count));
            long[] shape = [rows.Length, .. input.Shape];
            yield return new(rows, [EncodedTensor.Of(input.Tensor, numbers, shape)]);
        }
    }

    private void Read(string item, Span<float> numbers)
    {
        if (input.Fields is null)
            ReadPixels(item, numbers);
        else
            ReadFields(item, input.Fields, numbers);
        for (var index = 0; index < numbers.Length; index++)
            numbers[index] *= (float)input.Scale;
    }

    private static void ReadPixels(string item, Span<float> numbers)
    {
        var pixels = PixelFeaturizer.Read(item);
        pixels.AsSpan(0, Math.Min(pixels.Length, numbers.Length)).CopyTo(numbers);
    }

    private static void ReadFields(string item, IReadOnlyList<string> fields, Span<float> numbers)
    {
        numbers.Fill(float.NaN);
        try
        {
            using var document = JsonDocument.Parse(item);
            if (document.RootElement.ValueKind != JsonValueKind.Object)
                return;
            for (var index = 0; index < fields.Count; index++)
                if (document.RootElement.TryGetProperty(fields[index], out var value))
                    numbers[index] = NumberOf(value);
        }
        catch (JsonException)
        {
            // An input that cannot be read has no numbers.
        }
    }

    private static float NumberOf(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Number => value.GetSingle(),
        JsonValueKind.True => 1,
        JsonValueKind.False => 0,
        JsonValueKind.String when float.TryParse(
            value.GetString(), NumberStyles.Float, CultureInfo.InvariantCulture, out var number) => number,
        _ => float.NaN,
    };
}
