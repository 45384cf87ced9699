using ActiveLabel.Domain.Acquisition;

namespace ActiveLabel.Domain.Tests.Acquisition;

/// <summary>Vectors in groups that are far from each other.</summary>
internal static class Blobs
{
    public const int Dimension = 16;

    /// <returns>Item i belongs to group i % groups.</returns>
    public static ItemVectors Make(int count, int groups, double spread, int seed)
    {
        var random = new Random(seed);
        float[][] centres = [.. Enumerable.Range(0, groups).Select(_ => Draw(random, null, 1))];
        return ItemVectors.OfRows(
            [.. Enumerable.Range(0, count).Select(item => Draw(random, centres[item % groups], spread))]);
    }

    private static float[] Draw(Random random, float[]? centre, double spread)
    {
        var row = new float[Dimension];
        for (var index = 0; index < Dimension; index++)
            row[index] = (float)((centre?[index] ?? 0) + (spread * Normal(random)));
        return row;
    }

    private static double Normal(Random random)
        => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}
