using System.Text.Json.Serialization;

namespace ActiveLabel.Domain.Predictions;

/// <summary>What a model reads of an item.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<InputKind>))]
public enum InputKind
{
    /// <summary>The item's text.</summary>
    Text = 0,

    /// <summary>An image as a JSON array of pixel values, row by row.</summary>
    Pixels = 1,

    /// <summary>Two records as a JSON object with <c>left</c> and <c>right</c>, objects of fields.</summary>
    Pair = 2,

    /// <summary>An encoded image, as base64 or as a data URL of it.</summary>
    Image = 3,

    /// <summary>The item's data as a JSON object of fields.</summary>
    Fields = 4,
}
