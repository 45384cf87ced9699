using ActiveLabel.Inference.Text;
using Xunit;

namespace ActiveLabel.Inference.Tests.Text;

public sealed class BucketCounterTests
{
    [Theory, InlineData(1, 8), InlineData(2, 8), InlineData(3, 18), InlineData(4, 22)]
    public void It_counts_as_a_dictionary_does_and_lists_in_order(int seed, int bits)
    {
        var random = new Random(seed);
        int[] buckets = [.. Enumerable.Range(0, 3_000).Select(_ => random.Next(2) == 0
            ? random.Next(1 << bits)
            : random.Next(100))];
        var counter = BucketCounter.Rent(bits);

        counter.Add(buckets);
        var found = counter.Take(1, out var squares).ToArray();

        var expected = buckets.CountBy(bucket => bucket).OrderBy(count => count.Key)
            .Select(count => new BucketWeight(count.Key, (float)(1 + Math.Log(count.Value)))).ToArray();
        Assert.Equal(expected, found);
        Assert.Equal(expected.Sum(weight => (double)weight.Weight * weight.Weight), squares, 1e-3);
        Assert.Equal(0, counter.Take(0, out _).Length);
    }
}
