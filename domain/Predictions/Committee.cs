namespace ActiveLabel.Domain.Predictions;

/// <summary>How far the members of a committee of models differ about an item.</summary>
/// <remarks>
/// M members of K probabilities. What all of them are unsure of no label will teach; what they contradict each other in
/// one will.
/// </remarks>
public static class Committee
{
    /// <summary>
    /// Entropy of the mean minus the mean of the entropies, in nats: what the answer is expected to tell of the members
    /// (BALD: Houlsby et al., 2011). 0 where they agree, up to ln min(M, K).
    /// </summary>
    public static double Bald(IReadOnlyList<float[]> members)
    {
        var mean = MeanOf(members);
        return Math.Max(0, Entropy(mean) - members.Average(member => Entropy(Array.ConvertAll(member, p => (double)p))));
    }

    /// <summary>Entropy, in nats, of which answer each member prefers (Dagan and Engelson, 1995): 0 to ln min(M, K).
    /// </summary>
    public static double VoteEntropy(IReadOnlyList<float[]> members)
    {
        var votes = new double[CheckedLength(members)];
        foreach (var member in members)
            votes[TopOf(member)] += 1.0 / members.Count;
        return Entropy(votes);
    }

    /// <returns>K: the committee's prediction.</returns>
    public static double[] MeanOf(IReadOnlyList<float[]> members)
    {
        var mean = new double[CheckedLength(members)];
        foreach (var member in members)
            for (var label = 0; label < mean.Length; label++)
                mean[label] += member[label] / (double)members.Count;
        return mean;
    }

    private static int CheckedLength(IReadOnlyList<float[]> members)
    {
        ArgumentNullException.ThrowIfNull(members);
        return members.Count > 0 && members.All(member => member.Length == members[0].Length)
            ? members[0].Length
            : throw new ArgumentException("A committee has members, all of the same number of labels.");
    }

    private static int TopOf(float[] member)
    {
        var top = 0;
        for (var label = 1; label < member.Length; label++)
            if (member[label] > member[top])
                top = label;
        return top;
    }

    private static double Entropy(double[] row) => -row.Sum(p => p > 0 ? p * Math.Log(p) : 0);
}
