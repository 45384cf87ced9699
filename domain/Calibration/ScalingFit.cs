using System.Numerics.Tensors;

namespace ActiveLabel.Domain.Calibration;

/// <param name="Scaling">Fitted on all examples.</param>
/// <param name="LogLossBefore">Nats, without any scaling.</param>
/// <param name="LogLossTemperature">Nats, on examples that the temperature was not fitted on.</param>
/// <param name="LogLossVector">Nats, on examples that slopes and offsets were not fitted on.</param>
public sealed record FittedScaling(
    LogitScaling Scaling, double LogLossBefore, double LogLossTemperature, double LogLossVector);

/// <summary>Temperature or vector scaling: the one that says the truth better on examples it has not seen.</summary>
/// <remarks>
/// Five folds; a difference that chance explains goes to the temperature, which cannot change who is first.
/// </remarks>
public static class ScalingFit
{
    private const int Folds = 5;

    /// <param name="logits">n × K by rows.</param>
    /// <param name="targets">n × K by rows: P(truth is k).</param>
    /// <param name="evidence">n × K by rows, as for <see cref="TemperatureScaling.Fit"/>; null: the targets.</param>
    /// <exception cref="ArgumentException">The lengths do not fit each other, or a number is not finite.</exception>
    public static FittedScaling Fit(double[] logits, double[] targets, int labelCount, double[]? evidence = null)
    {
        ArgumentNullException.ThrowIfNull(logits);
        ArgumentNullException.ThrowIfNull(targets);
        evidence ??= targets;
        var count = logits.Length / Math.Max(1, labelCount);
        var (none, byTemperature, byVector) = (new double[count], new double[count], new double[count]);
        var plain = LogitScaling.OfTemperature(1, labelCount);
        for (var fold = 0; fold < Folds; fold++)
        {
            var (inside, outside) = Split(count, fold);
            var (z, e) = (Rows(logits, inside, labelCount), Rows(evidence, inside, labelCount));
            var temperature = TemperatureOf(z, e, labelCount);
            var vector = VectorScaling.Fit(z, e, labelCount);
            foreach (var row in outside)
            {
                none[row] = LossOf(plain, logits, targets, row);
                byTemperature[row] = LossOf(temperature, logits, targets, row);
                byVector[row] = LossOf(vector, logits, targets, row);
            }
        }
        var scaling = IsBetter(byVector, byTemperature)
            ? VectorScaling.Fit(logits, evidence, labelCount)
            : TemperatureOf(logits, evidence, labelCount);
        return new(scaling, Mean(none), Mean(byTemperature), Mean(byVector));
    }

    private static LogitScaling TemperatureOf(double[] logits, double[] evidence, int labelCount)
        => LogitScaling.OfTemperature(
            TemperatureScaling.Fit(logits, evidence, labelCount, mixedExamples: 2), labelCount);

    /// <summary>By more than a standard error of the paired differences.</summary>
    private static bool IsBetter(double[] losses, double[] than)
    {
        if (losses.Length < 2)
            return false;
        double[] differences = [.. losses.Zip(than, (loss, other) => other - loss)];
        var mean = differences.Average();
        var variance = differences.Sum(d => (d - mean) * (d - mean)) / (differences.Length - 1);
        return mean > Math.Sqrt(variance / differences.Length);
    }

    private static double LossOf(LogitScaling scaling, double[] logits, double[] targets, int row)
    {
        var labels = scaling.Slopes.Length;
        var probabilities = new double[labels];
        scaling.Apply(logits.AsSpan(row * labels, labels), probabilities);
        for (var label = 0; label < labels; label++)
            probabilities[label] = LogitScaling.LogOf(probabilities[label]);
        return -TensorPrimitives.Dot<double>(probabilities, targets.AsSpan(row * labels, labels));
    }

    private static (List<int> Inside, List<int> Outside) Split(int count, int fold)
    {
        var (inside, outside) = (new List<int>(), new List<int>());
        for (var row = 0; row < count; row++)
            (row % Folds == fold ? outside : inside).Add(row);
        return (inside, outside);
    }

    private static double[] Rows(double[] all, List<int> rows, int labelCount)
        => [.. rows.SelectMany(row => all[(row * labelCount)..((row + 1) * labelCount)])];

    private static double Mean(double[] losses) => losses.Length == 0 ? 0 : losses.Average();
}
