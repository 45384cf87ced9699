using System.Buffers.Text;
using System.Globalization;
using System.Text;
using ActiveLabel.Api.Transport;

namespace ActiveLabel.Api.Graph;

/// <summary>A place in a list or in a project's events; opaque to clients.</summary>
public static class Cursor
{
    /// <summary>Marks the cursors of lists in the order of their arrival, and of events.</summary>
    public const string Number = "after:";

    private const int LengthMax = 2_000;

    /// <param name="prefix">Of the order.</param>
    public static string Of(long key, string prefix = Number)
        => Encode(prefix + key.ToString(CultureInfo.InvariantCulture));

    /// <summary>For lists in the order of a text.</summary>
    public static string OfText(string key, string prefix) => Encode(prefix + key);

    /// <exception cref="RefusalError">The text is no cursor of a list in this order.</exception>
    public static long Parse(string text, string prefix = Number)
        => long.TryParse(Decode(text, prefix), NumberStyles.None, CultureInfo.InvariantCulture, out var key)
            ? key
            : throw NoCursor();

    /// <exception cref="RefusalError">The text is no cursor of a list in this order.</exception>
    public static string ParseText(string text, string prefix) => Decode(text, prefix);

    private static string Encode(string text) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(text));

    private static string Decode(string text, string prefix)
    {
        ArgumentNullException.ThrowIfNull(text);
        return text.Length <= LengthMax && Base64Url.IsValid(text)
            && Encoding.UTF8.GetString(Base64Url.DecodeFromChars(text)) is var decoded
            && decoded.StartsWith(prefix, StringComparison.Ordinal)
            && StorableText.Holds(decoded)
            ? decoded[prefix.Length..]
            : throw NoCursor();
    }

    private static RefusalError NoCursor()
        => new(RefusalError.BadUserInput, "The cursor is none that this server gave for a list in this order.");
}
