using System.Globalization;
using System.Text.Json;
using ActiveLabel.Domain.Predictions;
using ActiveLabel.Inference.Features;

namespace ActiveLabel.Inference.Trees;

/// <summary>
/// What an item says as numbers with names: its fields, its pixels, or how alike its two records are.
/// </summary>
/// <remarks>
/// Yes and no are 1 and 0, a text that is a number is that number, and any other text, up to a length, is a number of
/// its own that is 1: <c>colour=red</c>.
/// </remarks>
internal static class NamedNumbers
{
    public const int FieldsMax = 4_096;
    private const int WordLengthMax = 64;

    /// <returns>Nothing for an input that cannot be read.</returns>
    public static Dictionary<string, float> Of(InputKind kind, string input)
    {
        var numbers = new Dictionary<string, float>(StringComparer.Ordinal);
        if (kind == InputKind.Pair)
            foreach (var (name, similarity) in PairFeaturizer.Similarities(input))
                numbers[name] = (float)similarity;
        else if (kind == InputKind.Pixels)
            foreach (var (place, pixel) in PixelFeaturizer.Read(input).Take(FieldsMax).Index())
                numbers[string.Create(CultureInfo.InvariantCulture, $"{place}")] = pixel;
        else
            ReadFields(input, numbers);
        return numbers;
    }

    private static void ReadFields(string input, Dictionary<string, float> numbers)
    {
        try
        {
            using var document = JsonDocument.Parse(input);
            if (document.RootElement.ValueKind != JsonValueKind.Object)
                return;
            foreach (var field in document.RootElement.EnumerateObject().Take(FieldsMax))
                Read(field, numbers);
        }
        catch (JsonException)
        {
            numbers.Clear();
        }
    }

    private static void Read(JsonProperty field, Dictionary<string, float> numbers)
    {
        switch (field.Value.ValueKind)
        {
            case JsonValueKind.Number when field.Value.TryGetSingle(out var number) && float.IsFinite(number):
                numbers[field.Name] = number;
                break;
            case JsonValueKind.True or JsonValueKind.False:
                numbers[field.Name] = field.Value.GetBoolean() ? 1 : 0;
                break;
            case JsonValueKind.String when field.Value.GetString() is { Length: > 0 and <= WordLengthMax } word:
                if (float.TryParse(word, NumberStyles.Float, CultureInfo.InvariantCulture, out var written)
                    && float.IsFinite(written))
                    numbers[field.Name] = written;
                else
                    numbers[$"{field.Name}={word}"] = 1;
                break;
        }
    }
}
