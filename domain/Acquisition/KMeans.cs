using System.Numerics.Tensors;

namespace ActiveLabel.Domain.Acquisition;

/// <summary>Parts vectors into k groups around centres: Lloyd's iterations from a k-means++ start.</summary>
/// <remarks>
/// Arthur and Vassilvitskii (SODA 2007) for the start; above <see cref="LloydMax"/> vectors the centres are found on a
/// sample drawn by the seed and the rest is assigned once, which costs n k D for any number of iterations. Squared
/// distances are |x|² - 2 x·c + |c|²; the first of equals wins, so that a seed gives one result.
/// </remarks>
internal sealed class KMeans
{
    public const int LloydMax = 20_000;
    private const int Iterations = 12;

    private readonly ItemVectors _vectors;
    private readonly float[] _weights;
    private readonly float[] _norms;

    private KMeans(ItemVectors vectors, float[] weights)
    {
        (_vectors, _weights) = (vectors, weights);
        _norms = new float[vectors.Count];
        for (var item = 0; item < _norms.Length; item++)
            _norms[item] = TensorPrimitives.SumOfSquares(vectors.Row(item));
    }

    /// <param name="Group">n: the group of each vector.</param>
    /// <param name="Distance">n: the squared distance of each vector to its centre.</param>
    public sealed record Result(int[] Group, float[] Distance, int Count)
    {
        /// <returns>For each group its members, the nearest to the centre first.</returns>
        public List<int>[] Members()
        {
            var members = Enumerable.Range(0, Count).Select(_ => new List<int>()).ToArray();
            for (var item = 0; item < Group.Length; item++)
                members[Group[item]].Add(item);
            foreach (var group in members)
                group.Sort((left, right) => Distance[left].CompareTo(Distance[right]) is not 0 and var order
                    ? order
                    : left.CompareTo(right));
            return members;
        }
    }

    /// <param name="weights">n: how much each vector pulls its centre; null for all alike.</param>
    /// <param name="k">At most n.</param>
    public static Result Fit(
        ItemVectors vectors, float[]? weights, int k, Random random, CancellationToken cancellationToken)
    {
        var all = new KMeans(vectors, weights ?? Ones(vectors.Count));
        if (vectors.Count <= LloydMax)
            return all.Assign(all.FindCentres(k, random, cancellationToken), cancellationToken);
        var sample = Enumerable.Range(0, vectors.Count).ToArray();
        random.Shuffle(sample);
        var drawn = sample[..LloydMax];
        var some = new KMeans(vectors.Pick(drawn), [.. drawn.Select(item => all._weights[item])]);
        return all.Assign(some.FindCentres(k, random, cancellationToken), cancellationToken);
    }

    private static float[] Ones(int count)
    {
        var ones = new float[count];
        Array.Fill(ones, 1);
        return ones;
    }

    private float[] FindCentres(int k, Random random, CancellationToken cancellationToken)
    {
        var centres = Start(k, random, cancellationToken);
        for (var iteration = 0; iteration < Iterations; iteration++)
        {
            var assigned = Assign(centres, cancellationToken);
            if (!MoveTo(assigned.Group, centres))
                break;
        }
        return centres;
    }

    /// <summary>Each next centre is a vector drawn in proportion to its squared distance from those before.</summary>
    private float[] Start(int k, Random random, CancellationToken cancellationToken)
    {
        var dimension = _vectors.Dimension;
        var centres = new float[k * dimension];
        var nearest = new float[_vectors.Count];
        Array.Fill(nearest, float.MaxValue);
        var next = Draw(_weights, random);
        for (var centre = 0; centre < k; centre++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var row = centres.AsSpan(centre * dimension, dimension);
            _vectors.Row(next).CopyTo(row);
            var norm = TensorPrimitives.SumOfSquares<float>(row);
            for (var item = 0; item < nearest.Length; item++)
                nearest[item] = Math.Min(
                    nearest[item],
                    Math.Max(0, _norms[item] + norm - (2 * TensorPrimitives.Dot(_vectors.Row(item), row))));
            next = Draw([.. nearest.Zip(_weights, (distance, weight) => distance * weight)], random);
        }
        return centres;
    }

    private static int Draw(float[] shares, Random random)
    {
        var left = random.NextDouble() * shares.Sum(share => (double)share);
        for (var item = 0; item < shares.Length; item++)
            if ((left -= shares[item]) < 0)
                return item;
        return random.Next(shares.Length);
    }

    private Result Assign(float[] centres, CancellationToken cancellationToken)
    {
        var dimension = _vectors.Dimension;
        var k = centres.Length / dimension;
        var norms = new float[k];
        for (var centre = 0; centre < k; centre++)
            norms[centre] = TensorPrimitives.SumOfSquares<float>(centres.AsSpan(centre * dimension, dimension));
        var (group, distances) = (new int[_vectors.Count], new float[_vectors.Count]);
        for (var item = 0; item < group.Length; item++)
        {
            if ((item & 0xFFF) == 0)
                cancellationToken.ThrowIfCancellationRequested();
            var row = _vectors.Row(item);
            var (best, bestDistance) = (0, float.MaxValue);
            for (var centre = 0; centre < k; centre++)
            {
                var distance = norms[centre]
                    - (2 * TensorPrimitives.Dot(row, centres.AsSpan(centre * dimension, dimension)));
                if (distance < bestDistance)
                    (best, bestDistance) = (centre, distance);
            }
            (group[item], distances[item]) = (best, Math.Max(0, bestDistance + _norms[item]));
        }
        return new(group, distances, k);
    }

    /// <summary>Lays each centre at the weighted mean of its group; an empty group stays where it is.</summary>
    /// <returns>Whether any centre moved.</returns>
    private bool MoveTo(int[] group, float[] centres)
    {
        var dimension = _vectors.Dimension;
        var (sums, weights) = (new float[centres.Length], new double[centres.Length / dimension]);
        for (var item = 0; item < group.Length; item++)
        {
            var sum = sums.AsSpan(group[item] * dimension, dimension);
            TensorPrimitives.MultiplyAdd(_vectors.Row(item), _weights[item], sum, sum);
            weights[group[item]] += _weights[item];
        }
        var moved = false;
        for (var centre = 0; centre < weights.Length; centre++)
        {
            if (weights[centre] <= 0)
                continue;
            var sum = sums.AsSpan(centre * dimension, dimension);
            var old = centres.AsSpan(centre * dimension, dimension);
            TensorPrimitives.Divide(sum, (float)weights[centre], sum);
            moved |= !sum.SequenceEqual(old);
            sum.CopyTo(old);
        }
        return moved;
    }
}
