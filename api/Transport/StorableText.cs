namespace ActiveLabel.Api.Transport;

/// <summary>Text that every database can hold: PostgreSQL takes no U+0000.</summary>
internal static class StorableText
{
    /// <param name="value">A value of GraphQL's variables: lists and objects hold others.</param>
    public static bool Holds(object? value) => value switch
    {
        string text => !text.Contains('\0', StringComparison.Ordinal),
        IEnumerable<KeyValuePair<string, object?>> fields => fields.All(field => Holds(field.Value)),
        IEnumerable<object?> list => list.All(Holds),
        _ => true,
    };

    /// <summary>Whether a document's literals hold none either, written out or escaped.</summary>
    public static bool HoldsDocument(string document)
        => Holds(document) && !document.Contains(@"\u0000", StringComparison.OrdinalIgnoreCase);
}
