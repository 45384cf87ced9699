using ActiveLabel.Domain.TruthInference;

namespace ActiveLabel.Domain.Agreement;

/// <summary>How often each label was given to each item; each item counts as often as it was drawn.</summary>
/// <remarks>i item, k label; r[i,k] votes, r[i] their sum.</remarks>
internal sealed class VoteTable
{
    private const int ResamplesMin = 20;
    private const double Tail = 0.025;

    private readonly int[] _votes;

    public VoteTable(JudgementSet set)
    {
        (ItemCount, LabelCount) = (set.ItemCount, set.LabelCount);
        _votes = new int[ItemCount * LabelCount];
        for (var item = 0; item < ItemCount; item++)
            foreach (var row in set.RowsOf(item))
                _votes[(item * LabelCount) + (row % LabelCount)]++;
    }

    /// <summary>A coefficient of the items, each counted so many times; null where it is undefined.</summary>
    public delegate double? Coefficient(VoteTable votes, int[] times);

    public int ItemCount { get; }
    public int LabelCount { get; }

    /// <returns>K: r[i,k].</returns>
    public ReadOnlySpan<int> Of(int item) => _votes.AsSpan(item * LabelCount, LabelCount);

    /// <returns>r[i].</returns>
    public int CountOf(int item)
    {
        var count = 0;
        foreach (var votes in Of(item))
            count += votes;
        return count;
    }

    /// <summary>Mean over the items with two judgements or more of the share of their pairs that agree.</summary>
    public double? ObservedAgreement(int[] times)
    {
        var (agreed, items) = (0.0, 0);
        for (var item = 0; item < ItemCount; item++)
        {
            if (times[item] == 0 || CountOf(item) is not (>= 2 and var count))
                continue;
            var pairs = 0.0;
            foreach (var votes in Of(item))
                pairs += votes * (votes - 1.0);
            agreed += times[item] * pairs / (count * (count - 1.0));
            items += times[item];
        }
        return items == 0 ? null : agreed / items;
    }

    /// <returns>K: mean over the judged items of r[i,k] / r[i]; zeros where nothing was judged.</returns>
    public double[] LabelShares(int[] times)
    {
        var (shares, items) = (new double[LabelCount], 0);
        for (var item = 0; item < ItemCount; item++)
        {
            if (times[item] == 0 || CountOf(item) is not (> 0 and var count))
                continue;
            items += times[item];
            for (var label = 0; label < LabelCount; label++)
                shares[label] += times[item] * Of(item)[label] / (double)count;
        }
        return Array.ConvertAll(shares, share => share / Math.Max(1, items));
    }

    /// <summary>The coefficient with its bootstrap interval.</summary>
    public AgreementEstimate Estimate(
        Coefficient coefficient, Random random, int resamples, CancellationToken cancellationToken)
    {
        var times = new int[ItemCount];
        Array.Fill(times, 1);
        int[] shared = [.. Enumerable.Range(0, ItemCount).Where(item => CountOf(item) >= 2)];
        var judgements = shared.Sum(CountOf);
        if (coefficient(this, times) is not { } value)
            return new(
                null, null, null, shared.Length, judgements,
                shared.Length == 0 ? AgreementUndefined.NothingToCompare : AgreementUndefined.NoVariation);
        var draws = new List<double>();
        for (var resample = 0; resample < resamples; resample++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            Array.Clear(times);
            for (var draw = 0; draw < ItemCount; draw++)
                times[random.Next(ItemCount)]++;
            if (coefficient(this, times) is { } drawn)
                draws.Add(drawn);
        }
        draws.Sort();
        return draws.Count < ResamplesMin
            ? new(value, null, null, shared.Length, judgements, null)
            : new(value, Quantile(draws, Tail), Quantile(draws, 1 - Tail), shared.Length, judgements, null);
    }

    private static double Quantile(List<double> sorted, double probability)
        => sorted[(int)Math.Round(probability * (sorted.Count - 1))];
}
