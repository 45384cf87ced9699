using System.Text.Json;

namespace ActiveLabel.Inference.Pipelines;

/// <summary>How what was found in an input is written.</summary>
internal static class StructuredAnswer
{
    public static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
    };
}
