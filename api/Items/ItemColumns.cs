using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using ActiveLabel.Domain.Items;

namespace ActiveLabel.Api.Items;

/// <summary>Which columns of a file make an item; all others become its attributes.</summary>
/// <param name="Id">Holds the external id; null for the first of the usual names, or else a hash of the text.</param>
/// <param name="Text">Holds the text; a record without it may be a pair or an image: <see cref="ItemData"/>.</param>
/// <param name="Gold">
/// Holds the key of the choice that is known to answer the leading question, empty where none is; null for no column.
/// </param>
public sealed record ItemColumns(string? Id = null, string Text = ItemColumns.DefaultText, string? Gold = null)
{
    public const string DefaultText = "text";
    public const int AttributesLengthMax = 65_536;

    private static readonly string[] UsualIds = ["id", "externalId", "external_id"];

    /// <param name="map">As in <c>id=COLUMN,text=COLUMN,gold=COLUMN</c>.</param>
    /// <exception cref="FileFormatException">The map is not readable.</exception>
    public static ItemColumns Parse(string? map)
    {
        var columns = new ItemColumns();
        const StringSplitOptions options = StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries;
        foreach (var pair in (map ?? "").Split(',', options))
            columns = pair.Split('=', 2, StringSplitOptions.TrimEntries) switch
            {
                ["id", { Length: > 0 } column] => columns with { Id = column },
                ["text", { Length: > 0 } column] => columns with { Text = column },
                ["gold", { Length: > 0 } column] => columns with { Gold = column },
                _ => throw new FileFormatException(
                    $"'{pair}' maps nothing; write id=COLUMN, text=COLUMN or gold=COLUMN."),
            };
        return columns;
    }

    /// <returns>The item, or why the record makes none.</returns>
    public (NewItem? Item, string? Problem) ItemOf(IReadOnlyDictionary<string, string> fields)
    {
        ArgumentNullException.ThrowIfNull(fields);
        var made = ItemData.Of(fields, Text);
        if (made.Data is not { } data)
            return (null, made.Problem);
        if (fields.Values.Any(value => value.Contains('\0', StringComparison.Ordinal)))
            return (null, "The row holds the character U+0000, which text must not.");
        var idColumn = Id ?? UsualIds.FirstOrDefault(fields.ContainsKey);
        if (Id is not null && !fields.ContainsKey(Id))
            return (null, $"There is no column '{Id}'; say which one holds the id.");
        var id = idColumn is null ? HashOf(fields.GetValueOrDefault(Text, data)) : fields[idColumn].Trim();
        if (id.Length is 0 or > Item.ExternalIdLengthMax)
            return (null, $"The id must have 1 to {Item.ExternalIdLengthMax} characters.");
        var attributes = JsonSerializer.Serialize(fields
            .Where(field => !made.Columns.Contains(field.Key) && field.Key != idColumn && field.Key != Gold)
            .ToDictionary(field => field.Key, field => field.Value));
        return attributes.Length > AttributesLengthMax
            ? (null, $"The other columns have more than {AttributesLengthMax} characters together.")
            : (new(id, data, attributes, GoldOf(fields)), null);
    }

    private string? GoldOf(IReadOnlyDictionary<string, string> fields)
        => Gold is not null && fields.TryGetValue(Gold, out var known) && known.Trim() is { Length: > 0 } choice
            ? choice
            : null;

    private static string HashOf(string text)
        => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)).AsSpan(0, 16));
}
