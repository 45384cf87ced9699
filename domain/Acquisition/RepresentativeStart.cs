using System.Numerics.Tensors;

namespace ActiveLabel.Domain.Acquisition;

/// <summary>Which items to label before there is a model: typical ones, from every corner.</summary>
/// <remarks>
/// After TypiClust (Hacohen, Dekel and Weinshall, ICML 2022): as many clusters as there will be labels; from the
/// cluster with the fewest labels (the largest of equals) the item that lies densest among its nearest neighbours. The
/// 20 neighbours are looked for in a bounded draw of the cluster.
/// </remarks>
public static class RepresentativeStart
{
    private const int Neighbours = 20;
    private const int NeighbourhoodMax = 500;

    /// <param name="vectors">n items.</param>
    /// <param name="labeled">n: whether the item has a label already, or one is on its way.</param>
    /// <param name="clusters">How many clusters; null for one for each label there will be.</param>
    /// <returns>At most <paramref name="count"/> items without a label, the first to label first.</returns>
    public static IReadOnlyList<int> Select(
        ItemVectors vectors,
        IReadOnlyList<bool> labeled,
        int count,
        Random random,
        CancellationToken cancellationToken,
        int? clusters = null)
    {
        ArgumentNullException.ThrowIfNull(vectors);
        ArgumentNullException.ThrowIfNull(labeled);
        ArgumentNullException.ThrowIfNull(random);
        var known = labeled.Count(isLabeled => isLabeled);
        var k = Math.Min(vectors.Count, clusters ?? (known + count));
        if (k == 0 || count <= 0)
            return [];
        var members = KMeans.Fit(vectors, null, k, random, cancellationToken).Members();
        var groups = members.Select(group => new Group(
            group.Count, group.Count(item => labeled[item]), ByTypicality(vectors, group, labeled, random))).ToList();
        var picked = new List<int>(count);
        while (picked.Count < count
            && groups.Where(group => group.Next.Count > 0).OrderBy(group => group.Labels)
                .ThenByDescending(group => group.Size).FirstOrDefault() is { } poorest)
        {
            picked.Add(poorest.Next.Dequeue());
            poorest.Labels++;
        }
        return picked;
    }

    private static Queue<int> ByTypicality(
        ItemVectors vectors, List<int> group, IReadOnlyList<bool> labeled, Random random)
    {
        var drawn = group.ToArray();
        if (drawn.Length > NeighbourhoodMax)
        {
            random.Shuffle(drawn);
            drawn = drawn[..NeighbourhoodMax];
            Array.Sort(drawn);
        }
        var free = drawn.Where(item => !labeled[item]).ToList();
        var typicality = free.ToDictionary(item => item, item => Typicality(vectors, item, drawn));
        return new(free.OrderByDescending(item => typicality[item]).ThenBy(item => item));
    }

    /// <summary>1 / the mean distance to the nearest neighbours.</summary>
    private static double Typicality(ItemVectors vectors, int item, int[] among)
    {
        var distances = new float[among.Length];
        for (var other = 0; other < among.Length; other++)
            distances[other] = TensorPrimitives.Distance(vectors.Row(item), vectors.Row(among[other]));
        Array.Sort(distances);
        var count = Math.Min(Neighbours, distances.Length - 1);
        return count <= 0 ? 0 : 1 / (1e-6 + (TensorPrimitives.Sum<float>(distances.AsSpan(1, count)) / count));
    }

    private sealed class Group(int size, int labels, Queue<int> next)
    {
        public int Size => size;
        public int Labels { get; set; } = labels;
        public Queue<int> Next => next;
    }
}
