using System.Numerics.Tensors;
using ActiveLabel.Domain.Numerics;

namespace ActiveLabel.Domain.Calibration;

/// <summary>One number T that makes softmax(z / T) honest: above 1 it takes confidence away, below 1 it adds.</summary>
/// <remarks>
/// Guo et al., ICML 2017, with labels that are not known but judged (after Raykar et al., JMLR 2010): the loss is
/// -Σ ln Σ_k softmax(z / T)[k] e[k], where e[k] is the evidence P(judgements | truth is k). A posterior in its place
/// would count the prior twice and make every model look less sure than it may be.
/// </remarks>
public static class TemperatureScaling
{
    /// <summary>What few or separable items would drive towards 0 or infinity stops here.</summary>
    public const double TemperatureMin = 0.1;

    /// <inheritdoc cref="TemperatureMin"/>
    public const double TemperatureMax = 10;

    // With uncertain labels the loss may have several minima: a grid over ln T finds the valley, the golden section
    // its lowest point.
    private const int GridSteps = 32;
    private const int SectionSteps = 36;

    private static readonly double GoldenRatio = (Math.Sqrt(5) - 1) / 2;

    /// <param name="logits">n × K by rows; any constant added to a row changes nothing.</param>
    /// <param name="evidence">
    /// n × K by rows: P(judgements | truth is k), non-negative and up to a factor by row; one-hot where the truth is
    /// known.
    /// </param>
    /// <param name="mixedExamples">
    /// So many examples whose truth is every label alike are added to the n (after Platt, 1999).
    /// </param>
    /// <returns>
    /// The temperature with the least loss, within the bounds; 1 when the logits decide nothing or there are none.
    /// </returns>
    /// <exception cref="ArgumentException">The lengths do not fit each other, or a number is not finite.</exception>
    public static double Fit(
        ReadOnlySpan<double> logits, ReadOnlySpan<double> evidence, int labelCount, double mixedExamples = 0)
    {
        Check(logits, evidence, labelCount);
        var problem = new Problem(logits, evidence, new double[labelCount], mixedExamples);
        Span<double> losses = stackalloc double[GridSteps + 1];
        for (var step = 0; step <= GridSteps; step++)
            losses[step] = problem.Loss(GridPoint(step));
        var best = losses.IndexOf(TensorPrimitives.Min<double>(losses));
        if (losses[0] == losses[best] && losses[GridSteps] == losses[best])
            return 1;
        var (low, high) = (GridPoint(Math.Max(0, best - 1)), GridPoint(Math.Min(GridSteps, best + 1)));
        var middle = Section(problem, low, high);
        return problem.Loss(middle) < losses[best] ? Math.Exp(middle) : Math.Exp(GridPoint(best));
    }

    /// <summary>softmax(z / T) of one row.</summary>
    public static void Apply(ReadOnlySpan<double> logits, double temperature, Span<double> probabilities)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(temperature);
        for (var label = 0; label < logits.Length; label++)
            probabilities[label] = logits[label] / temperature;
        Simplex.Softmax(probabilities[..logits.Length]);
    }

    /// <returns>ln T of the least loss between two.</returns>
    private static double Section(Problem problem, double low, double high)
    {
        var (left, right) = (high - (GoldenRatio * (high - low)), low + (GoldenRatio * (high - low)));
        var (lossLeft, lossRight) = (problem.Loss(left), problem.Loss(right));
        for (var step = 0; step < SectionSteps; step++)
            if (lossLeft < lossRight)
            {
                (high, right, lossRight) = (right, left, lossLeft);
                left = high - (GoldenRatio * (high - low));
                lossLeft = problem.Loss(left);
            }
            else
            {
                (low, left, lossLeft) = (left, right, lossRight);
                right = low + (GoldenRatio * (high - low));
                lossRight = problem.Loss(right);
            }
        return (low + high) / 2;
    }

    private static double GridPoint(int step)
        => Math.Log(TemperatureMin) + (Math.Log(TemperatureMax / TemperatureMin) * step / GridSteps);

    private static void Check(ReadOnlySpan<double> logits, ReadOnlySpan<double> evidence, int labelCount)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(labelCount, 2);
        if (logits.Length != evidence.Length || logits.Length % labelCount != 0)
            throw new ArgumentException(
                $"{logits.Length} logits and {evidence.Length} numbers of evidence do not make rows "
                + $"of {labelCount} labels.");
        for (var index = 0; index < logits.Length; index++)
            if (!double.IsFinite(logits[index]) || !double.IsFinite(evidence[index]))
                throw new ArgumentException($"Row {index / labelCount} has a number that is not finite.");
    }

    private readonly ref struct Problem(
        ReadOnlySpan<double> logits, ReadOnlySpan<double> evidence, double[] row, double mixedExamples)
    {
        private readonly ReadOnlySpan<double> _logits = logits;
        private readonly ReadOnlySpan<double> _evidence = evidence;

        public double Loss(double logTemperature)
        {
            var (loss, mixedLoss, temperature) = (0.0, 0.0, Math.Exp(logTemperature));
            for (var from = 0; from < _logits.Length; from += row.Length)
            {
                Apply(_logits.Slice(from, row.Length), temperature, row);
                loss -= LogOf(TensorPrimitives.Dot(row, _evidence.Slice(from, row.Length)));
                if (mixedExamples > 0)
                    foreach (var probability in row)
                        mixedLoss -= LogOf(probability);
            }
            return loss + (mixedExamples * mixedLoss / Math.Max(1, _logits.Length));
        }

        private static double LogOf(double probability) => Math.Log(Math.Max(LogLoss.ProbabilityMin, probability));
    }
}
