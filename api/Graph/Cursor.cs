using System.Buffers.Text;
using System.Globalization;
using System.Text;
using ActiveLabel.Api.Transport;

namespace ActiveLabel.Api.Graph;

/// <summary>A place in a list or in a project's events; opaque to clients.</summary>
public static class Cursor
{
    private const string Prefix = "after:";
    private const int LengthMax = 50;

    public static string Of(long key)
        => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(Prefix + key.ToString(CultureInfo.InvariantCulture)));

    /// <exception cref="RefusalError">The text is no cursor.</exception>
    public static long Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (text.Length <= LengthMax && Base64Url.IsValid(text)
            && Encoding.UTF8.GetString(Base64Url.DecodeFromChars(text)) is var decoded
            && decoded.StartsWith(Prefix, StringComparison.Ordinal)
            && long.TryParse(
                decoded.AsSpan(Prefix.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var key))
            return key;
        throw new RefusalError(RefusalError.BadUserInput, "The cursor is none that this server gave.");
    }
}
