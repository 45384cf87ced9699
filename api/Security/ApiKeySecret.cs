using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace ActiveLabel.Api.Security;

/// <summary>The text of an API key. It is shown once; storage has its hash alone.</summary>
public static class ApiKeySecret
{
    private const string Prefix = "al_";
    private const int RandomBytes = 32;

    /// <returns>A new secret of 256 random bits.</returns>
    public static string Create() => Prefix + Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(RandomBytes));

    /// <summary>Whether the text is meant to be a key, and no token of an identity provider.</summary>
    public static bool IsOne(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return text.StartsWith(Prefix, StringComparison.Ordinal);
    }

    /// <returns>SHA-256 in lower-case hexadecimal: with 256 random bits, salt and stretching add nothing.</returns>
    public static string HashOf(string secret)
        => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(secret)));
}
