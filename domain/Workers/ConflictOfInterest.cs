using System.Text.Json;

namespace ActiveLabel.Domain.Workers;

/// <summary>Whether a worker has an interest in an item.</summary>
public static class ConflictOfInterest
{
    /// <param name="attributeNames">Those the step asks about.</param>
    /// <param name="conflicts">The worker's, with normalized values.</param>
    /// <param name="itemAttributes">A JSON object; a list of values is in conflict by any of them.</param>
    /// <returns>The rule that is not met, or null.</returns>
    public static UnmetRule? Find(
        IReadOnlyList<string> attributeNames, IReadOnlyList<WorkerConflict> conflicts, string itemAttributes)
    {
        ArgumentNullException.ThrowIfNull(attributeNames);
        ArgumentNullException.ThrowIfNull(conflicts);
        using var document = JsonDocument.Parse(itemAttributes);
        foreach (var name in attributeNames)
            if (document.RootElement.TryGetProperty(name, out var value)
                && conflicts.Any(conflict => conflict.Attribute == name && Matches(value, conflict.Value)))
                return new(Shortfall.Conflict, null, name, $"has a conflict of interest with the item's {name}");
        return null;
    }

    private static bool Matches(JsonElement value, string wanted) => value.ValueKind switch
    {
        JsonValueKind.String => WorkerConflict.Normalize(value.GetString() ?? "") == wanted,
        JsonValueKind.Number => value.GetRawText() == wanted,
        JsonValueKind.Array => value.EnumerateArray().Any(element => Matches(element, wanted)),
        _ => false,
    };
}
