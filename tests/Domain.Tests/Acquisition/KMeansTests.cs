using ActiveLabel.Domain.Acquisition;
using Xunit;

namespace ActiveLabel.Domain.Tests.Acquisition;

public sealed class KMeansTests
{
    [Theory, InlineData(1), InlineData(2), InlineData(3)]
    public void Groups_that_are_far_apart_are_found(int seed)
    {
        var vectors = Blobs.Make(300, groups: 5, spread: 0.02, seed);

        var found = KMeans.Fit(vectors, null, 10, new Random(seed), CancellationToken.None);

        // Ten centres part five groups further, and mix none of them.
        Assert.All(found.Members(), members => Assert.True(members.Select(item => item % 5).Distinct().Count() <= 1));
    }

    [Fact]
    public void Each_vector_belongs_to_the_centre_that_is_nearest()
    {
        var vectors = Blobs.Make(200, groups: 7, spread: 0.3, seed: 4);
        var found = KMeans.Fit(vectors, null, 7, new Random(4), CancellationToken.None);
        var centres = found.Members().Select(members => Mean(vectors, members)).ToArray();

        // The iterations have come to rest, or nearly: the means of the groups are the centres they were assigned to.
        var astray = Enumerable.Range(0, 200).Count(
            item => Distance(vectors, item, centres[found.Group[item]])
                > centres.Min(centre => Distance(vectors, item, centre)) + 1e-4);

        Assert.InRange(astray, 0, 4);
    }

    [Fact]
    public void The_members_of_a_group_are_listed_from_its_centre_outwards()
    {
        var found = KMeans.Fit(Blobs.Make(100, 3, 0.2, seed: 2), null, 3, new Random(2), CancellationToken.None);

        Assert.All(found.Members(), members => Assert.Equal(
            members.Select(item => found.Distance[item]).Order(), members.Select(item => found.Distance[item])));
    }

    [Fact]
    public void More_vectors_than_are_iterated_over_are_all_assigned()
    {
        var vectors = Blobs.Make(KMeans.LloydMax + 500, groups: 4, spread: 0.02, seed: 1);

        var found = KMeans.Fit(vectors, null, 8, new Random(1), CancellationToken.None);

        Assert.Equal(vectors.Count, found.Group.Length);
        Assert.All(found.Members(), members => Assert.True(members.Select(item => item % 4).Distinct().Count() <= 1));
    }

    private static double[] Mean(ItemVectors vectors, List<int> members)
        => [.. Enumerable.Range(0, vectors.Dimension).Select(
            index => members.Average(item => (double)vectors.Row(item)[index]))];

    private static double Distance(ItemVectors vectors, int item, double[] centre)
        => centre.Select((value, index) => Math.Pow(vectors.Row(item)[index] - value, 2)).Sum();
}
