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

    /// <returns>These, and the others behind them.</returns>
    public HeldOut With(HeldOut others)
        => others.Count == 0
            ? this
            : new([.. Logits, .. others.Logits], [.. Targets, .. others.Targets], LabelCount, Prior);

    /// <returns>Some of the examples.</returns>
    public HeldOut Where(Func<int, bool> isWanted)
    {
        int[] wanted = [.. Enumerable.Range(0, Count).Where(isWanted)];
        return this with { Logits = Rows(Logits), Targets = Rows(Targets) };

        double[] Rows(double[] all) => [.. wanted.SelectMany(row => all[(row * LabelCount)..((row + 1) * LabelCount)])];
    }

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

/// <summary>The temperature of a model, from examples that chance chose and from all in cross-validation.</summary>
/// <remarks>
/// ln T = (n ln T_random + n0 ln T_all) / (n + n0) for n random examples, the calibration examples and the random ones
/// in cross-validation: a few of them are shrunk towards what all training examples say, many overrule it. Weighing the
/// training examples by how often their confidence occurs in the pool was tried instead; it was no better than
/// <c>T_all</c>.
/// </remarks>
internal static class TemperatureFit
{
    /// <summary>n0: as many random examples weigh as much as all in cross-validation.</summary>
    public const double PriorExamples = 100;

    /// <param name="isRandom">Whether chance chose an example of the cross-validation.</param>
    public static double Combine(HeldOut calibration, HeldOut crossValidation, Func<int, bool> isRandom)
    {
        var random = calibration.With(crossValidation.Where(isRandom));
        if (random.Count == 0)
            return crossValidation.FitTemperature();
        if (crossValidation.Count == 0)
            return random.FitTemperature();
        var share = random.Count / (random.Count + PriorExamples);
        return Math.Exp(
            (share * Math.Log(random.FitTemperature()))
            + ((1 - share) * Math.Log(crossValidation.FitTemperature())));
    }
}
