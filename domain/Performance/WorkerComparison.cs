using ActiveLabel.Domain.TruthInference;

namespace ActiveLabel.Domain.Performance;

/// <summary>How often somebody is right, as far as it is known.</summary>
/// <param name="Accuracy">The mean of what is believed, 0 to 1.</param>
/// <param name="Observations">How many answers the belief is worth, those of the prior among them; above 0.</param>
public readonly record struct AccuracyBelief(double Accuracy, double Observations)
{
    /// <summary>What truth inference says: the judgements, and those it borrows from the crowd.</summary>
    public static AccuracyBelief Of(double accuracy, int judgementCount)
        => new(accuracy, judgementCount + CrowdPriors.AccuracyWeight);

    /// <summary>Of a Beta distribution with this mean and weight.</summary>
    public double Variance => Accuracy * (1 - Accuracy) / (Observations + 1);
}

/// <summary>What can be said of the difference between two workers.</summary>
/// <param name="First">Place of the one in the list.</param>
/// <param name="Second">Place of the other.</param>
/// <param name="Difference">Accuracy of the first less that of the second.</param>
/// <param name="Low">Lower end of the 95 % interval of the difference, by itself.</param>
/// <param name="High">Upper end of the 95 % interval of the difference, by itself.</param>
/// <param name="IsNoise">Whether chance alone explains it, with regard to all pairs that were looked at.</param>
public sealed record WorkerDifference(
    int First, int Second, double Difference, double Low, double High, bool IsNoise);

/// <summary>
/// Compares workers so that nobody is judged on noise: whoever looks at many pairs finds some that differ by chance.
/// </summary>
/// <remarks>
/// The difference of two beliefs is taken as normal: d = a1 - a2 with variance v1 + v2, z = d / √(v1 + v2). Over the
/// m pairs the two-sided p values are stepped down after Holm ("A Simple Sequentially Rejective Multiple Test
/// Procedure", 1979): the i-th smallest must lie under 0.05 / (m - i + 1), and so must all before it. Of workers who
/// are all alike, at most one comparison in twenty names any difference at all.
/// </remarks>
public static class WorkerComparison
{
    public const double ErrorRate = 0.05;

    /// <summary>More pairs tell nobody anything.</summary>
    public const int WorkersMax = 20;

    private const double NormalQuantile = 1.959963984540054;

    /// <returns>Every pair once, in the order of the list.</returns>
    public static IReadOnlyList<WorkerDifference> Compare(IReadOnlyList<AccuracyBelief> workers)
    {
        ArgumentNullException.ThrowIfNull(workers);
        var pairs = new List<(WorkerDifference Difference, double P)>();
        for (var first = 0; first < workers.Count; first++)
            for (var second = first + 1; second < workers.Count; second++)
                pairs.Add(Pair(workers, first, second));
        var step = 0;
        var isReal = true;
        foreach (var place in Enumerable.Range(0, pairs.Count).OrderBy(place => pairs[place].P))
        {
            isReal = isReal && pairs[place].P < ErrorRate / (pairs.Count - step++);
            pairs[place] = (pairs[place].Difference with { IsNoise = !isReal }, pairs[place].P);
        }
        return [.. pairs.Select(pair => pair.Difference)];
    }

    private static (WorkerDifference, double) Pair(IReadOnlyList<AccuracyBelief> workers, int first, int second)
    {
        var difference = workers[first].Accuracy - workers[second].Accuracy;
        var deviation = Math.Sqrt(workers[first].Variance + workers[second].Variance);
        var reach = NormalQuantile * deviation;
        var z = deviation == 0 ? 0 : Math.Abs(difference) / deviation;
        return (
            new(first, second, difference, difference - reach, difference + reach, IsNoise: true), TwoSided(z));
    }

    // Abramowitz and Stegun, 7.1.26: the error of the tail is below 1.5e-7.
    private static double TwoSided(double z)
    {
        var x = z / Math.Sqrt(2);
        var t = 1 / (1 + (0.3275911 * x));
        var polynomial = t * (0.254829592 + (t * (-0.284496736 + (t * (1.421413741
            + (t * (-1.453152027 + (t * 1.061405429))))))));
        return polynomial * Math.Exp(-x * x);
    }
}
