using System.Text.Json;

namespace ActiveLabel.Api.Items;

/// <summary>Typed facts about an item, as they tell items apart.</summary>
internal static class ItemAttributes
{
    private static readonly IReadOnlyDictionary<string, string> None = new Dictionary<string, string>();

    /// <param name="json">An object, as it is in storage.</param>
    /// <returns>Those whose values are texts, numbers or truth values; of a name that comes twice, the last.</returns>
    public static IReadOnlyDictionary<string, string> Of(string json)
    {
        if (json.Length <= 2)
            return None;
        using var document = JsonDocument.Parse(json);
        var attributes = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var property in document.RootElement.EnumerateObject())
            if (property.Value.ValueKind is JsonValueKind.String or JsonValueKind.Number
                or JsonValueKind.True or JsonValueKind.False)
                attributes[property.Name] = property.Value.ToString();
        return attributes;
    }
}
