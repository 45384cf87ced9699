using System.Buffers.Text;
using System.Globalization;
using System.Text;
using ActiveLabel.Api.Transport;

namespace ActiveLabel.Api.Graph;

/// <summary>A place in a list or in a project's events; opaque to clients.</summary>
public static class Cursor
{
    private const string Number = "after:";
    private const string Text = "text:";
    private const int LengthMax = 2_000;

    public static string Of(long key) => Encode(Number + key.ToString(CultureInfo.InvariantCulture));

    /// <summary>For lists in the order of a text.</summary>
    public static string Of(string key) => Encode(Text + key);

    /// <exception cref="RefusalError">The text is no cursor of a list in the order of numbers.</exception>
    public static long Parse(string text)
        => long.TryParse(Decode(text, Number), NumberStyles.None, CultureInfo.InvariantCulture, out var key)
            ? key
            : throw NoCursor();

    /// <exception cref="RefusalError">The text is no cursor of a list in the order of a text.</exception>
    public static string ParseText(string text) => Decode(text, Text);

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
