using System.Text.Json;
using ActiveLabel.Api.Graph;

namespace ActiveLabel.Api.Events;

/// <summary>What an event has to say beside its item and its worker: ids are those of the schema.</summary>
public static class EventDetails
{
    /// <summary>Names one thing by its id: a subscriber reads its state from storage.</summary>
    public static string Of<TId>(string name, TId id)
        where TId : struct
        => JsonSerializer.Serialize(new Dictionary<string, string> { [name] = GlobalId.Of(id) });

    /// <returns>Null where the event names no such thing.</returns>
    public static TId? Find<TId>(ProjectEvent happened, string name)
        where TId : struct
    {
        ArgumentNullException.ThrowIfNull(happened);
        using var details = JsonDocument.Parse(happened.Details);
        return details.RootElement.TryGetProperty(name, out var id) && id.GetString() is { } text
            ? GlobalId.Parse<TId>(text)
            : null;
    }
}
