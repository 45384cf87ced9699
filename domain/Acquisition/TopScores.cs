namespace ActiveLabel.Domain.Acquisition;

/// <summary>The few highest of many scores.</summary>
internal static class TopScores
{
    /// <returns>Indices, the highest score first, the lower index first among equals.</returns>
    public static IReadOnlyList<int> Of(IReadOnlyList<double> scores, int count)
    {
        var highest = new Shortlist<int>(count);
        for (var index = 0; index < scores.Count; index++)
            highest.Offer(scores[index], index);
        return highest.Take();
    }
}
