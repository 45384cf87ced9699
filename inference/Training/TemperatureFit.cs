using System.Numerics.Tensors;
using ActiveLabel.Domain.Calibration;
using ActiveLabel.Inference.Models;

namespace ActiveLabel.Inference.Training;

/// <summary>Logits of examples that the weights had not seen, and what they should have said.</summary>
/// <param name="Logits">n × K by rows.</param>
/// <param name="Targets">n × K by rows: posteriors.</param>
/// <param name="Prior">K: with which the posteriors were made; null for uniform.</param>
internal sealed record HeldOut(double[] Logits, double[] Targets, int LabelCount, double[]? Prior = null)
{
    public int Count => Logits.Length / LabelCount;

    /// <remarks>
    /// The evidence of an example is its posterior without the prior. Two examples of all labels alike are added: a few
    /// that happen to be all right must not make the model certain.
    /// </remarks>
    public double FitTemperature() => TemperatureScaling.Fit(Logits, Evidence(), LabelCount, mixedExamples: 2);

    public double PriorOf(int label) => Prior?[label] ?? (1.0 / LabelCount);

    /// <returns>n × K by rows, up to a factor by row: P(judgements | truth is k).</returns>
    public double[] Evidence()
    {
        var evidence = (double[])Targets.Clone();
        if (Prior is not null)
            for (var from = 0; from < evidence.Length; from += LabelCount)
                TensorPrimitives.Divide<double>(
                    evidence.AsSpan(from, LabelCount), Prior, evidence.AsSpan(from, LabelCount));
        return evidence;
    }

    /// <returns>Null when there is nothing to measure.</returns>
    public ModelMetrics? Measure(double temperature)
    {
        if (Count == 0)
            return null;
        var probabilities = new double[Logits.Length];
        var (confidences, correct) = (new double[Count], new bool[Count]);
        for (var example = 0; example < Count; example++)
        {
            var row = probabilities.AsSpan(example * LabelCount, LabelCount);
            TemperatureScaling.Apply(Logits.AsSpan(example * LabelCount, LabelCount), temperature, row);
            var top = Top(row);
            confidences[example] = Math.Min(1, row[top]);
            correct[example] = top == Top(Targets.AsSpan(example * LabelCount, LabelCount));
        }
        return new(
            Count,
            correct.Count(right => right) / (double)Count,
            LogLoss.Compute(probabilities, Targets.AsSpan(), LabelCount) ?? 0,
            ExpectedCalibrationError.Compute(confidences, correct) ?? 0);
    }

    private static int Top(ReadOnlySpan<double> row) => TensorPrimitives.IndexOfMax(row);
}

/// <summary>The temperature of a model, from calibration examples and from cross-validation.</summary>
/// <remarks>
/// ln T = (n ln T_calibration + n0 ln T_crossvalidation) / (n + n0) for n calibration examples: a few of them are
/// shrunk towards what the training examples say, many overrule it.
/// </remarks>
internal static class TemperatureFit
{
    /// <summary>n0: as many calibration examples weigh as much as cross-validation.</summary>
    public const double PriorExamples = 100;

    public static double Combine(HeldOut calibration, HeldOut crossValidation)
    {
        if (calibration.Count == 0)
            return crossValidation.FitTemperature();
        if (crossValidation.Count == 0)
            return calibration.FitTemperature();
        var share = calibration.Count / (calibration.Count + PriorExamples);
        return Math.Exp(
            (share * Math.Log(calibration.FitTemperature()))
            + ((1 - share) * Math.Log(crossValidation.FitTemperature())));
    }
}
