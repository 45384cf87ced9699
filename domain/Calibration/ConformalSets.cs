namespace ActiveLabel.Domain.Calibration;

/// <summary>Sets of answers that hold the true one with a promised probability, whatever the model is worth.</summary>
/// <remarks>
/// Split conformal prediction with adaptive sets (Romano, Sesia and Candès, NeurIPS 2020; Angelopoulos et al., ICLR
/// 2021, without their regularisation and randomisation): an item's score s is the probability mass of all answers that
/// are as likely as the true one or likelier; τ is the ⌈(n + 1) (1 - α)⌉-th smallest of n calibration scores; the set
/// of an item has its likeliest answers until their mass reaches τ. Over items that come from where the n came from, a
/// set misses the truth with a probability of α at the most; it says nothing of an item alone.
/// </remarks>
public static class ConformalSets
{
    /// <param name="probabilities">n × K by rows, of calibration items that the model was not fitted on.</param>
    /// <param name="truth">n.</param>
    /// <param name="risk">α, 0 to 1, both excluded.</param>
    /// <returns>τ; more than 1, so that every set is whole, where n is too small to promise anything less.</returns>
    public static double Threshold(IReadOnlyList<float[]> probabilities, IReadOnlyList<int> truth, double risk)
    {
        ArgumentNullException.ThrowIfNull(probabilities);
        ArgumentNullException.ThrowIfNull(truth);
        if (risk is not (> 0 and < 1))
            throw new ArgumentOutOfRangeException(nameof(risk), risk, "A risk lies between 0 and 1.");
        if (probabilities.Count != truth.Count)
            throw new ArgumentException($"{probabilities.Count} predictions for {truth.Count} labels.");
        double[] scores = [.. probabilities.Select((row, index) => ScoreOf(row, truth[index])).Order()];
        var rank = (int)Math.Ceiling((scores.Length + 1) * (1 - risk));
        return rank > scores.Length ? double.PositiveInfinity : scores[rank - 1];
    }

    /// <returns>Indices of the answers in the set, the likeliest first; never empty.</returns>
    public static IReadOnlyList<int> SetOf(IReadOnlyList<float> probabilities, double threshold)
    {
        ArgumentNullException.ThrowIfNull(probabilities);
        var (set, mass) = (new List<int>(), 0.0);
        foreach (var label in Enumerable.Range(0, probabilities.Count)
            .OrderByDescending(label => probabilities[label]).ThenBy(label => label))
        {
            if (set.Count > 0 && mass >= threshold)
                break;
            set.Add(label);
            mass += probabilities[label];
        }
        return set;
    }

    // The same order as SetOf: a tie is broken alike when a set is made and when it is promised.
    private static double ScoreOf(float[] row, int truth)
    {
        var mass = 0.0;
        for (var label = 0; label < row.Length; label++)
            if (row[label] > row[truth] || (row[label] == row[truth] && label <= truth))
                mass += row[label];
        return mass;
    }
}
