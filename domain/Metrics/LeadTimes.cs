namespace ActiveLabel.Domain.Metrics;

/// <summary>How many items took how long, in classes that double: small, and added up exactly.</summary>
/// <param name="Counts">Class k holds times of 2^k - 1 to 2^(k + 1) - 1 seconds.</param>
public sealed record LeadTimes(IReadOnlyList<int> Counts)
{
    private const int ClassesMax = 28;

    public static LeadTimes None { get; } = new([]);

    public LeadTimes With(double seconds)
    {
        var own = Math.Min(ClassesMax - 1, (int)Math.Log2(Math.Max(0, seconds) + 1));
        var counts = new int[Math.Max(Counts.Count, own + 1)];
        for (var index = 0; index < Counts.Count; index++)
            counts[index] = Counts[index];
        counts[own]++;
        return new(counts);
    }

    /// <param name="probability">Between 0 and 1.</param>
    /// <returns>
    /// About the time that such a share did not exceed, right within its class; null where there is none.
    /// </returns>
    public double? Quantile(double probability)
    {
        var left = probability * Counts.Sum();
        for (var index = 0; index < Counts.Count; index++)
        {
            if (Counts[index] > 0 && left <= Counts[index])
                return Math.Pow(2, index + (left / Counts[index])) - 1;
            left -= Counts[index];
        }
        return null;
    }
}
