using ActiveLabel.Domain.Acquisition;
using Xunit;

namespace ActiveLabel.Domain.Tests.Acquisition;

public sealed class BatchQuotasTests
{
    private const int Pool = 400;
    private const int Batch = 40;

    [Theory, InlineData(1), InlineData(2), InlineData(3)]
    public void Without_quotas_a_batch_is_the_beginning_of_the_order(int seed)
    {
        var batch = new BatchQuotas([], 0, [5, 900, 0]).Select(Skewed(seed), Batch);

        Assert.Equal(Enumerable.Range(0, Batch), batch);
    }

    [Theory, InlineData(1), InlineData(2), InlineData(3)]
    public void Every_beginning_of_a_batch_has_the_share_of_a_rare_slice(int seed)
    {
        var order = Skewed(seed);

        var batch = new BatchQuotas([0.3], 0, [0, 0, 0]).Select(order, Batch);

        for (var count = 1; count <= Batch; count++)
            Assert.True(batch.Take(count).Count(item => order[item].IsIn(0)) >= 0.3 * count, $"of {count}");
        // The highest of the slice and the highest of the rest: nobody is passed over for one who stands behind him.
        Assert.Equal(
            Ranks(order, item => item.IsIn(0)).Take(12), batch.Where(item => order[item].IsIn(0)).Take(12));
        Assert.Equal(
            Ranks(order, item => !item.IsIn(0)).Take(28), batch.Where(item => !order[item].IsIn(0)).Order());
    }

    [Fact]
    public void A_quota_that_the_order_keeps_changes_no_item_of_the_batch()
    {
        QuotaItem[] order = [.. Enumerable.Range(0, Pool).Select(rank => new QuotaItem(0, rank % 2))];

        var batch = new BatchQuotas([0.4], 0, [0]).Select(order, Batch);

        Assert.Equal(Enumerable.Range(0, Batch), batch.Order());
    }

    [Fact]
    public void Slices_that_share_a_batch_each_have_their_part_and_an_item_of_two_counts_for_both()
    {
        // The slices stand at the end; ten items are of both.
        QuotaItem[] order = [.. Enumerable.Range(0, Pool).Select(
            rank => new QuotaItem(0, rank < 300 ? 0 : rank < 310 ? 3 : rank % 2 == 0 ? 1 : 2))];

        var batch = new BatchQuotas([0.5, 0.5], 0, [0]).Select(order, Batch);

        Assert.Equal(20, batch.Count(item => order[item].IsIn(0)), 1.0);
        Assert.Equal(20, batch.Count(item => order[item].IsIn(1)), 1.0);
        Assert.Contains(batch, item => order[item].Slices == 3);
        Assert.Contains(0, batch);
    }

    [Fact]
    public void What_is_not_there_is_left_to_the_order()
    {
        QuotaItem[] order = [.. Enumerable.Range(0, Pool).Select(rank => new QuotaItem(-1, rank == 399 ? 1 : 0))];

        var batch = new BatchQuotas([0.5, 0.5], 1, [3, 4]).Select(order, Batch);

        Assert.Equal([399, .. Enumerable.Range(0, Batch - 1)], batch);
    }

    [Theory, InlineData(1), InlineData(2), InlineData(3)]
    public void Class_balance_evens_a_skewed_pool_the_more_the_higher_it_is(int seed)
    {
        var order = Skewed(seed);
        int[] labeled = [60, 30, 10];

        var spreads = new[] { 0, 0.25, 0.5, 1 }.Select(balance => Spread(
            labeled, order, new BatchQuotas([], balance, labeled).Select(order, Batch))).ToList();

        Assert.Equal(spreads.OrderDescending(), spreads);
        // What is labeled cannot be taken back: 40 more items make 60, 40 and 40 at the best.
        Assert.True(spreads[0] > 50 && spreads[^1] <= 30, string.Join(", ", spreads));
        var even = new BatchQuotas([], 1, labeled).Select(order, Batch);
        Assert.Equal(0, even.Count(item => order[item].Choice == 0));
        Assert.Equal(
            Ranks(order, item => item.Choice == 2).Take(even.Count(item => order[item].Choice == 2)),
            even.Where(item => order[item].Choice == 2));
    }

    [Theory, InlineData(1), InlineData(2)]
    public void A_shorter_batch_is_the_beginning_of_a_longer_one_and_a_slice_goes_before_balance(int seed)
    {
        var (order, quotas) = (Skewed(seed), new BatchQuotas([0.2], 0.5, [60, 30, 10]));

        var batch = quotas.Select(order, Batch);

        Assert.Equal(batch.Take(7), quotas.Select(order, 7));
        Assert.Equal(Batch, batch.Distinct().Count());
        Assert.True(batch.Count(item => order[item].IsIn(0)) >= 8);
        Assert.True(batch.Count(item => order[item].Choice == 2) > 10);
    }

    /// <summary>Of three classes the last is rare, and of the slice is every twelfth.</summary>
    private static QuotaItem[] Skewed(int seed)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, Pool).Select(_ => new QuotaItem(
            random.NextDouble() switch { < 0.8 => 0, < 0.91 => 1, _ => 2 },
            random.Next(12) == 0 ? 1 : 0))];
    }

    private static IEnumerable<int> Ranks(QuotaItem[] order, Func<QuotaItem, bool> wanted)
        => Enumerable.Range(0, order.Length).Where(rank => wanted(order[rank]));

    private static int Spread(int[] labeled, QuotaItem[] order, IReadOnlyList<int> batch)
    {
        var counts = labeled.Select((count, choice) => count + batch.Count(item => order[item].Choice == choice));
        return counts.Max() - counts.Min();
    }
}
