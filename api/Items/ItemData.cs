using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using ActiveLabel.Domain.Items;

namespace ActiveLabel.Api.Items;

/// <summary>
/// What the columns of a record say of the item: a text, two records, an image's pixels, or a row of fields.
/// </summary>
/// <param name="Data">A JSON object; null when there is a problem.</param>
/// <param name="Columns">The columns it was made of.</param>
/// <param name="Problem">Why the record makes no item, or null.</param>
public sealed partial record ItemData(string? Data, IReadOnlyCollection<string> Columns, string? Problem)
{
    private const int PixelsMax = 16_384;

    /// <remarks>
    /// In this order: the text column; <c>left</c> and <c>right</c>, each a JSON object; <c>pixels</c>, a JSON array of
    /// numbers; a column for each pixel, from <c>p0</c> on; or columns <c>f0</c> and so on: numbers, words or nothing,
    /// which <c>NaN</c> is too.
    /// </remarks>
    public static ItemData Of(IReadOnlyDictionary<string, string> fields, string textColumn)
    {
        ArgumentNullException.ThrowIfNull(fields);
        ArgumentNullException.ThrowIfNull(textColumn);
        var made = fields.TryGetValue(textColumn, out var text) ? OfText(text, textColumn)
            : fields.ContainsKey(ItemInput.Left) && fields.ContainsKey(ItemInput.Right) ? OfPair(fields)
            : fields.TryGetValue(ItemInput.Pixels, out var pixels) ? OfPixels(pixels)
            : fields.Keys.Any(IsPixelColumn) ? OfPixelColumns(fields)
            : fields.Keys.Any(IsFieldColumn) ? OfFieldColumns(fields)
            : Refused($"There is no column '{textColumn}'; say which one holds the text.");
        return made.Data is { Length: > 2 * ItemContent.TextLengthMax }
            ? Refused($"The item has {made.Data.Length} characters; it is too large.")
            : made;
    }

    private static ItemData OfText(string text, string column)
        => string.IsNullOrWhiteSpace(text)
            ? Refused("The text is empty.")
            : text.Length > ItemContent.TextLengthMax
                ? Refused(
                    $"The text has {text.Length} characters; at most {ItemContent.TextLengthMax} are allowed.")
                : new(ItemContent.DataOf(text), [column], null);

    private static ItemData OfPair(IReadOnlyDictionary<string, string> fields)
        => IsJson(fields[ItemInput.Left], JsonValueKind.Object) && IsJson(fields[ItemInput.Right], JsonValueKind.Object)
            ? new(
                $$"""{"left":{{fields[ItemInput.Left]}},"right":{{fields[ItemInput.Right]}}}""",
                [ItemInput.Left, ItemInput.Right],
                null)
            : Refused("'left' and 'right' must each be a JSON object of fields.");

    private static ItemData OfPixels(string pixels)
        => NumbersOf(pixels) is { Length: > 0 and <= PixelsMax }
            ? new($$"""{"pixels":{{pixels}}}""", [ItemInput.Pixels], null)
            : Refused($"'pixels' must be an array of 1 to {PixelsMax} finite numbers.");

    private static ItemData OfPixelColumns(IReadOnlyDictionary<string, string> fields)
    {
        var columns = fields.Keys.Where(IsPixelColumn)
            .OrderBy(name => int.Parse(name.AsSpan(1), CultureInfo.InvariantCulture)).ToList();
        if (columns[^1] != $"p{columns.Count - 1}" || columns.Count > PixelsMax)
            return Refused($"The pixel columns must be p0, p1 and so on without a gap, {PixelsMax} at the most.");
        var pixels = $"[{string.Join(',', columns.Select(name => fields[name]))}]";
        return NumbersOf(pixels)?.Length == columns.Count
            ? new($$"""{"pixels":{{pixels}}}""", columns, null)
            : Refused("A pixel is no finite number.");
    }

    private static ItemData OfFieldColumns(IReadOnlyDictionary<string, string> fields)
    {
        var columns = fields.Keys.Where(IsFieldColumn)
            .OrderBy(name => int.Parse(name.AsSpan(1), CultureInfo.InvariantCulture)).ToList();
        var row = new Dictionary<string, object>();
        foreach (var name in columns)
            if (double.TryParse(fields[name], NumberStyles.Float, CultureInfo.InvariantCulture, out var number))
            {
                if (double.IsInfinity(number))
                    return Refused(
                        $"{name} is '{fields[name]}', which is no finite number; correct it or leave it empty.");
                if (!double.IsNaN(number)) // tables are written with NaN for what is not known
                    row[name] = number;
            }
            else if (!string.IsNullOrWhiteSpace(fields[name]))
                row[name] = fields[name];
        return row.Values.Any(value => value is double)
            ? new(JsonSerializer.Serialize(row), columns, null)
            : Refused("None of the columns f0, f1 and so on holds a number.");
    }

    private static ItemData Refused(string problem) => new(null, [], problem);

    private static float[]? NumbersOf(string json)
    {
        try
        {
            var numbers = JsonSerializer.Deserialize<float[]>(json);
            return numbers?.All(float.IsFinite) == true ? numbers : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static bool IsJson(string json, JsonValueKind kind)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            return document.RootElement.ValueKind == kind;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static bool IsPixelColumn(string name) => PixelColumn().IsMatch(name);

    private static bool IsFieldColumn(string name) => FieldColumn().IsMatch(name);

    [GeneratedRegex(@"^f(0|[1-9][0-9]{0,3})\z")]
    private static partial Regex FieldColumn();

    [GeneratedRegex(@"^p(0|[1-9][0-9]{0,4})\z")]
    private static partial Regex PixelColumn();
}
