namespace ActiveLabel.Inference.Features;

/// <summary>The bucket of a feature by its name.</summary>
/// <remarks>FNV-1a over the names; MurmurHash3's finaliser spreads its low bits.</remarks>
internal static class FeatureHash
{
    private const uint Start = 2166136261;
    private const uint Prime = 16777619;

    /// <param name="buckets">A power of two.</param>
    public static int Of(string name, int buckets) => Finish(Add(Start, name), buckets);

    /// <param name="buckets">A power of two.</param>
    public static int Of(string field, string name, int buckets)
        => Finish(Add((Add(Start, field) ^ 0xFFFF) * Prime, name), buckets);

    private static uint Add(uint hash, string name)
    {
        foreach (var sign in name)
            hash = (hash ^ sign) * Prime;
        return hash;
    }

    private static int Finish(uint hash, int buckets)
    {
        hash = (hash ^ (hash >> 16)) * 0x85ebca6b;
        hash = (hash ^ (hash >> 13)) * 0xc2b2ae35;
        return (int)((hash ^ (hash >> 16)) & (uint)(buckets - 1));
    }
}
