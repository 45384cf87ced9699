using ActiveLabel.Domain.Acquisition;
using Xunit;

namespace ActiveLabel.Domain.Tests.Acquisition;

public sealed class DiverseBatchTests
{
    private const int Batch = 20;

    [Theory, InlineData(1), InlineData(2), InlineData(3), InlineData(4)]
    public void In_a_pool_of_near_duplicates_a_batch_covers_three_times_the_clusters_of_pure_uncertainty(int seed)
    {
        // Fifty things to say, each said forty times over; what is said decides how uncertain it is.
        const int groups = 50;
        var vectors = Blobs.Make(2_000, groups, spread: 0.002, seed);
        var random = new Random(seed);
        double[] doubt = [.. Enumerable.Range(0, groups).Select(_ => random.NextDouble())];
        double[] scores = [.. Enumerable.Range(0, 2_000).Select(
            item => doubt[item % groups] + (0.001 * random.NextDouble()))];
        var uncertain = Enumerable.Range(0, 2_000).OrderByDescending(item => scores[item]).Take(Batch);

        var picked = DiverseBatch.Select(scores, vectors, Batch, 10, random, CancellationToken.None);

        Assert.Equal(Batch, picked.Distinct().Count());
        Assert.True(
            Clusters(picked) >= 3 * Clusters(uncertain), $"{Clusters(picked)} against {Clusters(uncertain)}");

        static int Clusters(IEnumerable<int> items) => items.Select(item => item % groups).Distinct().Count();
    }

    [Fact]
    public void With_as_many_candidates_as_items_it_is_the_order_of_the_scores()
    {
        var vectors = Blobs.Make(300, groups: 300, spread: 1, seed: 1);
        var random = new Random(2);
        double[] scores = [.. Enumerable.Range(0, 300).Select(_ => random.NextDouble())];

        var picked = DiverseBatch.Select(scores, vectors, Batch, 1, random, CancellationToken.None);

        Assert.Equal(Enumerable.Range(0, 300).OrderByDescending(item => scores[item]).Take(Batch), picked);
    }

    [Fact]
    public void No_item_is_taken_that_is_not_among_the_candidates()
    {
        var vectors = Blobs.Make(1_000, groups: 1_000, spread: 1, seed: 7);
        double[] scores = [.. Enumerable.Range(0, 1_000).Select(item => 1 - (item / 1_000.0))];

        var picked = DiverseBatch.Select(scores, vectors, Batch, 5, new Random(7), CancellationToken.None);

        Assert.Equal(Batch, picked.Count);
        Assert.All(picked, item => Assert.InRange(item, 0, (5 * Batch) - 1));
        Assert.Contains(picked, item => item >= 2 * Batch);
    }

    [Fact]
    public void A_pool_of_one_thing_said_over_and_over_still_fills_the_batch()
    {
        var vectors = ItemVectors.OfRows([.. Enumerable.Range(0, 200).Select(_ => new float[] { 1, 0 })]);

        var picked = DiverseBatch.Select(
            new double[200], vectors, Batch, 10, new Random(1), CancellationToken.None);

        Assert.Equal(Batch, picked.Distinct().Count());
    }

    [Fact]
    public void The_same_seed_picks_the_same()
    {
        var vectors = Blobs.Make(2_000, groups: 90, spread: 0.4, seed: 3);
        double[] scores = [.. Enumerable.Range(0, 2_000).Select(item => item % 17 / 17.0)];

        Assert.Equal(Pick(), Pick());

        IReadOnlyList<int> Pick()
            => DiverseBatch.Select(scores, vectors, 50, 10, new Random(5), CancellationToken.None);
    }
}
