using ActiveLabel.Inference.Text;
using ActiveLabel.Inference.Training;
using Xunit;

namespace ActiveLabel.Inference.Tests.Training;

public sealed class AdaGradTrainerTests
{
    private static readonly AdaGradOptions OneEpoch = new(EpochsMin: 1, EpochsMax: 1);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void One_pass_agrees_with_dense_AdaGrad_written_out(int seed)
    {
        const int K = 3, Buckets = 256;
        var random = new Random(seed);
        SparseVector[] examples = [.. Enumerable.Range(0, 20).Select(_ => RandomVector(random, Buckets))];
        float[] targets = [.. examples.SelectMany(_ => RandomTarget(random, K))];

        var model = new AdaGradTrainer(OneEpoch)
            .Fit(examples, targets, K, Buckets, new Random(seed), CancellationToken.None);

        var (weights, bias) = DenseReference(examples, targets, K, Buckets, new Random(seed));
        for (var label = 0; label < K; label++)
        {
            Assert.Equal(bias[label], model.Bias[label], 1e-4);
            for (var bucket = 0; bucket < Buckets; bucket++)
                Assert.Equal(
                    weights[bucket, label], model.Weights[(model.RowOfBucket[bucket] * model.Stride) + label], 1e-4);
        }
    }

    [Fact]
    public void A_seed_gives_the_same_bits_and_another_seed_others()
    {
        var (first, second, other) = (SmallSet.Train(seed: 1), SmallSet.Train(seed: 1), SmallSet.Train(seed: 2));

        Assert.Equal(first.File, second.File);
        Assert.NotEqual(first.File, other.File);
    }

    private static (double[,] Weights, double[] Bias) DenseReference(
        SparseVector[] examples, float[] targets, int k, int buckets, Random random)
    {
        var (w, b) = (new double[buckets, k], new double[k]);
        var (g, gb) = (new double[buckets, k], new double[k]);
        var order = Enumerable.Range(0, examples.Length).ToArray();
        random.Shuffle(order);
        foreach (var example in order)
        {
            var x = new double[buckets];
            for (var index = 0; index < examples[example].Count; index++)
                x[examples[example].Buckets[index]] = examples[example].Weights[index];
            var z = Enumerable.Range(0, k)
                .Select(label => b[label] + Enumerable.Range(0, buckets).Sum(bucket => x[bucket] * w[bucket, label]))
                .ToArray();
            for (var label = 0; label < k; label++)
            {
                var p = Math.Exp(z[label]) / z.Sum(Math.Exp);
                var slope = p - ((0.98 * targets[(example * k) + label]) + (0.02 / k));
                gb[label] += slope * slope;
                b[label] -= 0.5 * slope / Math.Sqrt(0.01 + gb[label]);
                for (var bucket = 0; bucket < buckets; bucket++)
                {
                    g[bucket, label] += x[bucket] * slope * x[bucket] * slope;
                    w[bucket, label] -= 0.5 * x[bucket] * slope / Math.Sqrt(0.01 + g[bucket, label]);
                }
            }
        }
        return (w, b);
    }

    private static SparseVector RandomVector(Random random, int buckets)
    {
        int[] places = [.. Enumerable.Range(0, 8).Select(_ => random.Next(buckets)).Distinct().Order()];
        return new(places, [.. places.Select(_ => random.NextSingle())]);
    }

    private static float[] RandomTarget(Random random, int k)
    {
        float[] target = [.. Enumerable.Range(0, k).Select(_ => random.NextSingle())];
        return [.. target.Select(share => share / target.Sum())];
    }
}
