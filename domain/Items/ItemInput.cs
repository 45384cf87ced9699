using System.Text.Json;
using ActiveLabel.Domain.Predictions;

namespace ActiveLabel.Domain.Items;

/// <summary>What a model reads of an item, and of which kind that is.</summary>
/// <param name="Value">A text; or the item's pixels, its two records or its fields, as JSON.</param>
public readonly record struct ItemInput(InputKind Kind, string Value)
{
    /// <summary>Names of an item's data that say what kind it is.</summary>
    public const string Text = "text", Pixels = "pixels", Left = "left", Right = "right", Image = "image";

    /// <param name="data">The item's data, a JSON object.</param>
    /// <returns>An empty text where the item has nothing that a model reads.</returns>
    public static ItemInput Of(string data)
    {
        using var document = JsonDocument.Parse(data);
        var root = document.RootElement;
        if (root.ValueKind != JsonValueKind.Object)
            return new(InputKind.Text, "");
        if (root.TryGetProperty(Text, out var text) && text.ValueKind == JsonValueKind.String)
            return new(InputKind.Text, text.GetString() ?? "");
        if (root.TryGetProperty(Pixels, out var pixels) && pixels.ValueKind == JsonValueKind.Array)
            return new(InputKind.Pixels, pixels.GetRawText());
        return IsRecord(root, Left) && IsRecord(root, Right) ? new(InputKind.Pair, data)
            : HasNumbers(root) ? new(InputKind.Fields, data)
            : new(InputKind.Text, "");
    }

    /// <summary>The part of the item that a model of that kind reads.</summary>
    /// <param name="data">The item's data, a JSON object.</param>
    /// <param name="kind">Null for what the item itself suggests.</param>
    public static ItemInput Of(string data, InputKind? kind)
        => kind switch
        {
            null => Of(data),
            InputKind.Pair or InputKind.Fields => new(kind.Value, data),
            InputKind.Pixels => new(kind.Value, Part(data, Pixels)),
            InputKind.Image => new(kind.Value, Part(data, Image)),
            _ => new(InputKind.Text, Part(data, Text)),
        };

    private static string Part(string data, string name)
    {
        using var document = JsonDocument.Parse(data);
        return document.RootElement.ValueKind == JsonValueKind.Object
            && document.RootElement.TryGetProperty(name, out var part)
            ? part.ValueKind == JsonValueKind.String ? part.GetString() ?? "" : part.GetRawText()
            : "";
    }

    private static bool HasNumbers(JsonElement root)
        => root.EnumerateObject().Any(field
            => field.Value.ValueKind is JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False);

    private static bool IsRecord(JsonElement root, string name)
        => root.TryGetProperty(name, out var record) && record.ValueKind == JsonValueKind.Object;
}
