namespace ActiveLabel.Domain.Acquisition;

/// <summary>The few highest of many scores.</summary>
internal static class TopScores
{
    /// <returns>Indices, the highest score first, the lower index first among equals.</returns>
    public static IReadOnlyList<int> Of(IReadOnlyList<double> scores, int count)
    {
        // The heap's root is the worst that is kept.
        var byScore = Comparer<(double Score, int Index)>.Create(
            (left, right) => left.Score.CompareTo(right.Score) is not 0 and var order
                ? order
                : right.Index.CompareTo(left.Index));
        var kept = new PriorityQueue<int, (double Score, int Index)>(byScore);
        for (var index = 0; index < scores.Count; index++)
            if (kept.Count < count)
                kept.Enqueue(index, (scores[index], index));
            else if (count > 0)
                kept.EnqueueDequeue(index, (scores[index], index));
        var ordered = new int[kept.Count];
        for (var place = ordered.Length - 1; place >= 0; place--)
            ordered[place] = kept.Dequeue();
        return ordered;
    }
}
