using System.Globalization;
using System.Text.Json;
using GraphQL.Types;
using GraphQLParser.AST;

namespace ActiveLabel.Api.Graph;

/// <summary>An instant in ISO 8601, in UTC, to the microsecond.</summary>
public sealed class DateTimeType : DateTimeOffsetGraphType
{
    private const string Format = "yyyy-MM-dd'T'HH:mm:ss.FFFFFF'Z'";

    public DateTimeType()
    {
        Name = "DateTime";
        Description = "An instant in ISO 8601, in UTC, to the microsecond.";
    }

    public override object? Serialize(object? value) => value is DateTimeOffset instant
        ? instant.UtcDateTime.ToString(Format, CultureInfo.InvariantCulture)
        : base.Serialize(value);
}

/// <summary>A JSON value, as the user gave it. It is read, never written by a document.</summary>
public sealed class JsonType : ScalarGraphType
{
    public JsonType()
    {
        Name = "JSON";
        Description = "A JSON value of no fixed shape.";
    }

    public override object? ParseLiteral(GraphQLValue value) => ThrowLiteralConversionError(value);

    public override object? ParseValue(object? value) => ThrowValueConversionError(value);

    public override object? Serialize(object? value) => value switch
    {
        null => null,
        JsonElement element => element,
        _ => ThrowSerializationError(value),
    };

    /// <param name="json">Stored text; it was checked when it came in.</param>
    public static JsonElement Read(string json)
    {
        using var document = JsonDocument.Parse(json);
        return document.RootElement.Clone();
    }
}
