using ActiveLabel.Domain.TruthInference;

namespace ActiveLabel.Domain.Agreement;

/// <summary>What the labels of a question are, and so how far two of them are apart.</summary>
public enum MeasurementLevel
{
    /// <summary>Names: two labels are the same or not.</summary>
    Nominal = 0,

    /// <summary>Ranks: as far apart as there are judgements between them.</summary>
    Ordinal = 1,

    /// <summary>Numbers: as far apart as their values.</summary>
    Interval = 2,
}

/// <summary>
/// Krippendorff's alpha: one less the observed over the expected disagreement, for any number of workers and with
/// missing judgements.
/// </summary>
/// <remarks>
/// c, k labels; o[c,k] coincidences, n[c] their sums over k, n the sum of all; δ²[c,k] the distance of two labels.
/// Krippendorff, Computing Krippendorff's Alpha-Reliability, 2011: o[c,k] = Σ pairs (c, k) of item i / (r[i] - 1); α =
/// 1 - (n - 1) Σ o[c,k] δ²[c,k] / Σ n[c] n[k] δ²[c,k].
/// </remarks>
public static class KrippendorffAlpha
{
    /// <param name="values">K: the labels' values for the interval level; their indexes where it is null.</param>
    /// <exception cref="ArgumentException">There is not one value a label.</exception>
    public static AgreementEstimate Compute(
        JudgementSet set,
        MeasurementLevel level,
        Random random,
        CancellationToken cancellationToken,
        double[]? values = null,
        int resamples = 1000)
    {
        ArgumentNullException.ThrowIfNull(set);
        ArgumentNullException.ThrowIfNull(random);
        values ??= [.. Enumerable.Range(0, set.LabelCount).Select(label => (double)label)];
        if (values.Length != set.LabelCount)
            throw new ArgumentException($"{values.Length} values for {set.LabelCount} labels.", nameof(values));
        return new VoteTable(set).Estimate(
            (votes, times) => Alpha(CountCoincidences(votes, times), votes.LabelCount, level, values),
            random,
            resamples,
            cancellationToken);
    }

    private static double[] CountCoincidences(VoteTable votes, int[] times)
    {
        var k = votes.LabelCount;
        var coincidences = new double[k * k];
        for (var item = 0; item < votes.ItemCount; item++)
        {
            if (times[item] == 0 || votes.CountOf(item) is not (>= 2 and var count))
                continue;
            var own = votes.Of(item);
            for (var one = 0; one < k; one++)
                for (var other = 0; other < k && own[one] > 0; other++)
                    coincidences[(one * k) + other] +=
                        times[item] * own[one] * (own[other] - (one == other ? 1.0 : 0)) / (count - 1);
        }
        return coincidences;
    }

    private static double? Alpha(double[] coincidences, int k, MeasurementLevel level, double[] values)
    {
        var sums = new double[k];
        for (var cell = 0; cell < coincidences.Length; cell++)
            sums[cell / k] += coincidences[cell];
        var (observed, expected) = (0.0, 0.0);
        for (var one = 0; one < k; one++)
            for (var other = 0; other < k; other++)
            {
                var distance = Distance(level, sums, values, one, other);
                observed += coincidences[(one * k) + other] * distance;
                expected += sums[one] * sums[other] * distance;
            }
        return expected > 0 ? 1 - ((sums.Sum() - 1) * observed / expected) : null;
    }

    private static double Distance(MeasurementLevel level, double[] sums, double[] values, int one, int other)
    {
        if (one == other)
            return 0;
        if (level == MeasurementLevel.Nominal)
            return 1;
        if (level == MeasurementLevel.Interval)
            return Math.Pow(values[one] - values[other], 2);
        var between = -(sums[one] + sums[other]) / 2;
        for (var rank = Math.Min(one, other); rank <= Math.Max(one, other); rank++)
            between += sums[rank];
        return between * between;
    }
}
