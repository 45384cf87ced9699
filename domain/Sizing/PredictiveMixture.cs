using ActiveLabel.Domain.Numerics;

namespace ActiveLabel.Domain.Sizing;

/// <summary>
/// What accuracy may be measured at one size: a mixture of normal distributions, one a candidate curve.
/// </summary>
internal sealed class PredictiveMixture
{
    private const int Halvings = 24;

    private readonly double[] _weights;
    private readonly double[] _accuracies;
    private readonly double[] _deviations;

    /// <param name="weights">They sum to one.</param>
    /// <param name="accuracies">What each curve has at this size, 0 to 1.</param>
    /// <param name="deviations">How far a measurement may lie from it.</param>
    public PredictiveMixture(double[] weights, double[] accuracies, double[] deviations)
        => (_weights, _accuracies, _deviations) = (weights, accuracies, deviations);

    /// <summary>P(accuracy ≥ target).</summary>
    public double ProbabilityAtLeast(double target)
    {
        var sum = 0.0;
        for (var index = 0; index < _weights.Length; index++)
            sum += _weights[index] * NormalDistribution.Cumulative(
                (_accuracies[index] - target) / _deviations[index]);
        return sum;
    }

    /// <returns>The accuracy that the measurement lies below with that probability.</returns>
    public double Quantile(double probability)
    {
        var (low, high) = (0.0, 1.0);
        for (var step = 0; step < Halvings; step++)
        {
            var middle = (low + high) / 2;
            (low, high) = 1 - ProbabilityAtLeast(middle) < probability ? (middle, high) : (low, middle);
        }
        return (low + high) / 2;
    }

    /// <summary>
    /// Midway between the mean and the median of the curves: the mean follows tails that few curves are in, the median
    /// ignores those that many are in. Both rise with the labels, so that more labels never hurt.
    /// </summary>
    public double Centre() => (Mean() + Median()) / 2;

    private double Mean()
    {
        var sum = 0.0;
        for (var index = 0; index < _weights.Length; index++)
            sum += _weights[index] * _accuracies[index];
        return sum;
    }

    private double Median()
    {
        var (sorted, order) = ((double[])_accuracies.Clone(), Enumerable.Range(0, _weights.Length).ToArray());
        Array.Sort(sorted, order);
        var (below, rank) = (_weights[order[0]], 0);
        while (below < 0.5 && rank < order.Length - 1)
            below += _weights[order[++rank]];
        return sorted[rank];
    }
}
