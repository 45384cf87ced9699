using System.Buffers.Binary;
using System.Security.Cryptography;

namespace ActiveLabel.Domain.Qualifications;

/// <summary>The order in which an attempt is asked the questions of a test; the same for a seed for ever.</summary>
public static class TestOrder
{
    /// <returns>The places 0 to <paramref name="count"/> - 1, each once.</returns>
    public static IReadOnlyList<int> Of(long seed, int count)
        => [.. Enumerable.Range(0, count).OrderBy(place => KeyOf(seed, place)).ThenBy(place => place)];

    private static ulong KeyOf(long seed, int place)
    {
        Span<byte> bytes = stackalloc byte[sizeof(long) + sizeof(int)];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, seed);
        BinaryPrimitives.WriteInt32LittleEndian(bytes[sizeof(long)..], place);
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(bytes, hash);
        return BinaryPrimitives.ReadUInt64LittleEndian(hash);
    }
}
