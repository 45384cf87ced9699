using ActiveLabel.Domain.Acquisition;
using Xunit;

namespace ActiveLabel.Domain.Tests.Acquisition;

public sealed class RepresentativeStartTests
{
    [Theory, InlineData(1), InlineData(2), InlineData(3)]
    public void Every_group_is_met_before_chance_would_meet_them(int seed)
    {
        const int groups = 20;
        var vectors = Blobs.Make(1_000, groups, spread: 0.05, seed);

        var picked = RepresentativeStart.Select(
            vectors, new bool[1_000], groups, new Random(seed), CancellationToken.None);

        // Twenty at random meet about 13 of 20 groups.
        Assert.Equal(groups, picked.Count);
        Assert.InRange(picked.Select(item => item % groups).Distinct().Count(), 18, groups);
    }

    [Fact]
    public void A_group_that_has_labels_waits_for_those_that_have_none()
    {
        var vectors = Blobs.Make(400, groups: 4, spread: 0.02, seed: 5);
        bool[] labeled = [.. Enumerable.Range(0, 400).Select(item => item % 4 == 0 && item < 200)];

        var picked = RepresentativeStart.Select(
            vectors, labeled, 3, new Random(5), CancellationToken.None, clusters: 4);

        Assert.Equal([1, 2, 3], picked.Select(item => item % 4).Order());
    }

    [Fact]
    public void The_densest_member_stands_for_its_group()
    {
        // One group: eleven at the same place, nine strewn about.
        float[][] rows =
        [
            .. Enumerable.Range(0, 9).Select(n => new float[] { 1, (float)Math.Sin(n), (float)Math.Cos(n) }),
            .. Enumerable.Range(0, 11).Select(n => new[] { 1, 0.01f * n, 0 }),
        ];

        var picked = RepresentativeStart.Select(
            ItemVectors.OfRows(rows), new bool[20], 1, new Random(1), CancellationToken.None);

        Assert.InRange(Assert.Single(picked), 9, 19);
    }

    [Fact]
    public void The_same_seed_picks_the_same()
    {
        var vectors = Blobs.Make(500, groups: 9, spread: 0.4, seed: 3);

        Assert.Equal(Pick(), Pick());

        IReadOnlyList<int> Pick()
            => RepresentativeStart.Select(vectors, new bool[500], 30, new Random(11), CancellationToken.None);
    }

    [Fact]
    public void What_has_a_label_is_not_picked_and_nothing_twice()
    {
        var vectors = Blobs.Make(60, groups: 3, spread: 0.1, seed: 8);
        bool[] labeled = [.. Enumerable.Range(0, 60).Select(item => item < 50)];

        var picked = RepresentativeStart.Select(vectors, labeled, 30, new Random(8), CancellationToken.None);

        Assert.Equal(Enumerable.Range(50, 10), picked.Order());
    }
}
