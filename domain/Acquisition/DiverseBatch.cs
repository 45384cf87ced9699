namespace ActiveLabel.Domain.Acquisition;

/// <summary>A batch that is uncertain and diverse at once: no two of its items teach the same.</summary>
/// <remarks>
/// Zhdanov (2019), Cluster-Margin (Citovsky et al., NeurIPS 2021): the β B items of the highest score, of which
/// near-duplicates are one, parted into B clusters in which uncertain items weigh more; of each the one nearest to the
/// centre. With β = 1 it is the order of the scores.
/// </remarks>
public static class DiverseBatch
{
    /// <summary>Near-duplicates are looked for among so many times the candidates.</summary>
    private const int ExaminedPerCandidate = 10;

    /// <param name="scores">n: higher is more informative, not negative.</param>
    /// <param name="vectors">n items.</param>
    /// <param name="count">B.</param>
    /// <param name="candidatesPerItem">β, at least 1.</param>
    /// <returns>At most <paramref name="count"/> items, the highest score first.</returns>
    public static IReadOnlyList<int> Select(
        IReadOnlyList<double> scores,
        ItemVectors vectors,
        int count,
        double candidatesPerItem,
        Random random,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(scores);
        ArgumentNullException.ThrowIfNull(vectors);
        ArgumentNullException.ThrowIfNull(random);
        ArgumentOutOfRangeException.ThrowIfLessThan(candidatesPerItem, 1);
        var wanted = (int)Math.Ceiling(count * candidatesPerItem);
        var examined = TopScores.Of(scores, wanted * ExaminedPerCandidate);
        var candidates = NearDuplicates.Collapse(vectors, examined, wanted, cancellationToken);
        var picked = candidates.Count <= count
            ? [.. candidates]
            : Centres(scores, vectors.Pick(candidates), candidates, count, random, cancellationToken);
        // Clusters may be empty, and near-duplicates many: the highest scores fill up.
        foreach (var item in candidates.Concat(examined))
            if (picked.Count < count)
                picked.Add(item);
        return [.. examined.Where(picked.Contains)];
    }

    private static HashSet<int> Centres(
        IReadOnlyList<double> scores,
        ItemVectors vectors,
        IReadOnlyList<int> candidates,
        int count,
        Random random,
        CancellationToken cancellationToken)
    {
        float[] weights = [.. candidates.Select(item => (float)Math.Max(1e-6, scores[item]))];
        var groups = KMeans.Fit(vectors, weights, count, random, cancellationToken).Members();
        return [.. groups.Where(group => group.Count > 0).Select(group => candidates[group[0]])];
    }
}
