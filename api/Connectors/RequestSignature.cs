using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace ActiveLabel.Api.Connectors;

/// <summary>
/// Says that a body comes from who knows the secret, and when: HMAC-SHA-256 over the timestamp, a dot and the body.
/// Both sides sign alike.
/// </summary>
public static class RequestSignature
{
    public const string TimestampHeader = "X-ActiveLabel-Timestamp";
    public const string SignatureHeader = "X-ActiveLabel-Signature";
    public const string DeliveryHeader = "X-ActiveLabel-Delivery";

    /// <summary>A signature is good for so long: what was overheard is worth nothing later.</summary>
    public static readonly TimeSpan Tolerance = TimeSpan.FromMinutes(5);

    private const string Version = "v1=";

    public static string Sign(string secret, long timestamp, string body)
        => Version + Convert.ToHexStringLower(HMACSHA256.HashData(
            Encoding.UTF8.GetBytes(secret),
            Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{timestamp}.{body}"))));

    /// <summary>Compares in constant time: how long it takes tells nothing of how much was right.</summary>
    public static bool Verify(string secret, string? timestamp, string? signature, string body, DateTimeOffset now)
        => long.TryParse(timestamp, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
            && Math.Abs(now.ToUnixTimeSeconds() - seconds) <= Tolerance.TotalSeconds
            && CryptographicOperations.FixedTimeEquals(
                Encoding.UTF8.GetBytes(Sign(secret, seconds, body)), Encoding.UTF8.GetBytes(signature ?? ""));
}
