using ActiveLabel.Domain.Calibration;
using ActiveLabel.Domain.Numerics;

namespace ActiveLabel.Domain.Sizing;

/// <summary>How good a model is on items that it never saw.</summary>
/// <param name="Items">Items measured on.</param>
/// <param name="Accuracy">Share of items whose most probable label is the true one.</param>
/// <param name="AccuracyLow">Lower end of the 90 % Wilson interval of <see cref="Accuracy"/>.</param>
/// <param name="AccuracyHigh">Upper end of the 90 % Wilson interval of <see cref="Accuracy"/>.</param>
/// <param name="LogLoss">Mean of -ln P(true label), in nats.</param>
/// <param name="CalibrationError">Expected calibration error of the top label in 15 bins, 0 to 1.</param>
/// <param name="MeanConfidence">Mean probability of the top label.</param>
/// <param name="CalibrationErrorFloor">
/// What <see cref="CalibrationError"/> would be, in the mean, if every confidence were the truth: chance alone. Null
/// for what was measured before it was kept.
/// </param>
/// <param name="MacroF1">
/// Mean of F1 over the labels that are true or said; null for what was measured before it was kept.
/// </param>
/// <param name="Gain">
/// Against a model of as many labels of the random arm; only for one of the ranked queue that is compared with it.
/// </param>
/// <param name="SetThresholds">
/// Of <see cref="ConformalSets"/>, one for each of its coverages; null for what was measured before they were kept.
/// </param>
public sealed record ControlMeasurement(
    int Items,
    double Accuracy,
    double AccuracyLow,
    double AccuracyHigh,
    double LogLoss,
    double CalibrationError,
    double MeanConfidence,
    double? CalibrationErrorFloor = null,
    double? MacroF1 = null,
    LearningGain? Gain = null,
    IReadOnlyList<double>? SetThresholds = null)
{
    private const double Normal95 = 1.6449;

    /// <summary>Standard error of <see cref="Accuracy"/>, as wide as its interval.</summary>
    public double StandardError => (AccuracyHigh - AccuracyLow) / (2 * Normal95);

    /// <param name="predictions">n × K by rows, each summing to one.</param>
    /// <param name="truth">n: the true labels.</param>
    /// <returns>Null when there is no item.</returns>
    /// <exception cref="ArgumentException">The lengths do not fit each other.</exception>
    public static ControlMeasurement? Of(IReadOnlyList<float[]> predictions, IReadOnlyList<int> truth)
    {
        ArgumentNullException.ThrowIfNull(predictions);
        ArgumentNullException.ThrowIfNull(truth);
        if (predictions.Count != truth.Count)
            throw new ArgumentException(
                $"{predictions.Count} predictions cannot be held against {truth.Count} labels.");
        if (predictions.Count == 0)
            return null;
        var (confidences, correct) = (new double[truth.Count], new bool[truth.Count]);
        var logLoss = 0.0;
        for (var item = 0; item < truth.Count; item++)
        {
            var top = Simplex.Top<float>(predictions[item]);
            confidences[item] = Math.Min(1, predictions[item][top]);
            correct[item] = top == truth[item];
            logLoss -= LogOf(predictions[item], truth[item]);
        }
        var accuracy = correct.Count(right => right) / (double)truth.Count;
        var (low, high) = Wilson(accuracy, truth.Count);
        return new(
            truth.Count,
            accuracy,
            low,
            high,
            logLoss / truth.Count,
            ExpectedCalibrationError.Compute(confidences, correct) ?? 0,
            confidences.Average(),
            ExpectedCalibrationError.Floor(confidences),
            MacroF1Of([.. predictions.Select(row => Simplex.Top<float>(row))], truth),
            SetThresholds: ConformalSets.ThresholdsOf(predictions, truth));
    }

    private static double MacroF1Of(int[] said, IReadOnlyList<int> truth)
        => said.Concat(truth).Distinct().Average(label =>
        {
            var right = said.Zip(truth).Count(pair => pair.First == label && pair.Second == label);
            return 2.0 * right / (said.Count(one => one == label) + truth.Count(one => one == label));
        });

    /// <summary>ln P(label), bounded below: one impossible answer must not make a mean infinite.</summary>
    public static double LogOf(ReadOnlySpan<float> prediction, int label)
        => Math.Log(Math.Max(prediction[label], Calibration.LogLoss.ProbabilityMin));

    /// <summary>Wilson (1927): the score interval of a share, sound for small n and near 0 and 1.</summary>
    private static (double Low, double High) Wilson(double share, int count)
    {
        const double z2 = Normal95 * Normal95;
        var middle = (share + (z2 / (2 * count))) / (1 + (z2 / count));
        var half = Normal95 / (1 + (z2 / count))
            * Math.Sqrt((share * (1 - share) / count) + (z2 / (4.0 * count * count)));
        return (Math.Max(0, middle - half), Math.Min(1, middle + half));
    }
}
