namespace ActiveLabel.Domain.Bias;

/// <summary>Keeps the share of false findings among all findings below a level: Benjamini and Hochberg, 1995.</summary>
public static class BenjaminiHochberg
{
    /// <returns>
    /// The adjusted p-values, in the order given: a test is a finding at a level when its adjusted value is not above.
    /// </returns>
    public static double[] Adjust(IReadOnlyList<double> pValues)
    {
        ArgumentNullException.ThrowIfNull(pValues);
        var order = Enumerable.Range(0, pValues.Count).OrderByDescending(test => pValues[test]).ToArray();
        var adjusted = new double[pValues.Count];
        var lowest = 1.0;
        for (var place = 0; place < order.Length; place++)
        {
            var rank = order.Length - place;
            lowest = Math.Min(lowest, pValues[order[place]] * order.Length / rank);
            adjusted[order[place]] = lowest;
        }
        return adjusted;
    }
}
