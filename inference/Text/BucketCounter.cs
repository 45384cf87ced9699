using System.Numerics;

namespace ActiveLabel.Inference.Text;

/// <summary>A bucket that occurs, and 1 + ln f of how often.</summary>
internal readonly record struct BucketWeight(int Bucket, float Weight);

/// <summary>Counts buckets and lists them in rising order without sorting them.</summary>
/// <remarks>
/// A bit for each bucket that occurs, a bit for each that occurs again, and a bit for each 64 of the first: the buckets
/// are found by walking over the bits that are set. 2^18 bits stay in the processor's near caches, where counts would
/// not; what occurs a third time is rare and is kept in a list of its own, which is sorted. Everything is empty
/// again after <see cref="Take"/>. For one thread at a time.
/// </remarks>
internal sealed class BucketCounter
{
    private const int WordBits = 64;

    [ThreadStatic]
    private static BucketCounter? _spare;

    private static readonly double[] Weights =
        [0, .. Enumerable.Range(1, 255).Select(count => count == 1 ? 1 : 1 + Math.Log(count))];

    private readonly int _bits;
    private readonly ulong[] _occurs;
    private readonly ulong[] _recurs;
    private readonly ulong[] _groups;
    private readonly BucketWeight[][] _found = [new BucketWeight[256], new BucketWeight[1024]];
    private int[] _again = new int[256];
    private int _againCount;
    private int _distinct;

    private BucketCounter(int bits)
    {
        _bits = bits;
        _occurs = new ulong[Words(1 << bits)];
        _recurs = new ulong[_occurs.Length];
        _groups = new ulong[Words(_occurs.Length)];
    }

    public static BucketCounter Rent(int bits)
    {
        var spare = _spare;
        _spare = null;
        return spare?._bits == bits ? spare : new(bits);
    }

    public static void Return(BucketCounter counter) => _spare = counter;

    /// <param name="buckets">Each at least 0 and below 2^bits.</param>
    public void Add(ReadOnlySpan<int> buckets)
    {
        var (occurs, recurs, groups) = (_occurs, _recurs, _groups);
        foreach (var bucket in buckets)
        {
            var word = bucket / WordBits;
            var bit = 1UL << bucket;
            if ((occurs[word] & bit) == 0)
            {
                occurs[word] |= bit;
                groups[word / WordBits] |= 1UL << word;
                _distinct++;
            }
            else if ((recurs[word] & bit) == 0)
            {
                recurs[word] |= bit;
            }
            else
            {
                AddAgain(bucket);
            }
        }
    }

    private void AddAgain(int bucket)
    {
        if (_againCount == _again.Length)
            Array.Resize(ref _again, 2 * _again.Length);
        _again[_againCount++] = bucket;
    }

    /// <param name="list">0 or 1: where the result is kept until that list is taken again.</param>
    /// <param name="squares">The sum of the squared weights.</param>
    /// <returns>What occurred, rising; the counter is empty afterwards.</returns>
    public ReadOnlySpan<BucketWeight> Take(int list, out double squares)
    {
        if (_found[list].Length < _distinct)
            _found[list] = new BucketWeight[Math.Max(_distinct, 2 * _found[list].Length)];
        var again = _again.AsSpan(0, _againCount);
        again.Sort();
        var (found, at, next) = (_found[list], 0, 0);
        squares = 0;
        for (var group = 0; group < _groups.Length; group++)
        {
            for (var words = _groups[group]; words != 0; words &= words - 1)
            {
                var word = (group * WordBits) + BitOperations.TrailingZeroCount(words);
                for (var buckets = _occurs[word]; buckets != 0; buckets &= buckets - 1)
                {
                    var bucket = (word * WordBits) + BitOperations.TrailingZeroCount(buckets);
                    var count = 1 + (int)((_recurs[word] >> bucket) & 1);
                    while (next < again.Length && again[next] == bucket)
                        (count, next) = (count + 1, next + 1);
                    var weight = count == 1 ? 1 : WeightOf(count);
                    squares += weight * weight;
                    found[at++] = new(bucket, (float)weight);
                }
                (_occurs[word], _recurs[word]) = (0, 0);
            }
            _groups[group] = 0;
        }
        (_againCount, _distinct) = (0, 0);
        return found.AsSpan(0, at);
    }

    private static double WeightOf(int count) => count < Weights.Length ? Weights[count] : 1 + Math.Log(count);

    private static int Words(int bits) => (bits + WordBits - 1) / WordBits;
}
