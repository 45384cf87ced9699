using System.Text.Json;
using System.Text.Json.Serialization;

namespace ActiveLabel.Domain.Workflows;

/// <summary>How workflows and signals are kept: JSON with names in place of numbers.</summary>
public static class WorkflowJson
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        Converters = { new JsonStringEnumConverter() },
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    public static string Write<T>(T value)
        where T : class
        => JsonSerializer.Serialize(value, Options);

    /// <exception cref="JsonException">The text is none of these.</exception>
    public static T Read<T>(string json)
        where T : class
        => JsonSerializer.Deserialize<T>(json, Options) ?? throw new JsonException("The text holds nothing.");
}
