using ActiveLabel.Domain.Numerics;

namespace ActiveLabel.Domain.Predictions;

/// <summary>How sure a model is of its most probable choice, and whether people make the same.</summary>
public readonly record struct SureAnswer(double Confidence, bool IsRight)
{
    /// <param name="prediction">K, summing to one.</param>
    /// <param name="truth">Index of the choice that people made.</param>
    public static SureAnswer Of(float[] prediction, int truth)
    {
        var top = Simplex.Top<float>(prediction);
        return new(prediction[top], top == truth);
    }
}

/// <summary>What a model may answer without people, and how that goes.</summary>
/// <param name="Risk">Share of its answers that may be wrong, 0 to 1: 1 minus the target confidence.</param>
/// <param name="From">
/// From which probability of its top label on it is trusted; null where the calibration share is too small to tell, or
/// tells that it is not to be, and since it was stopped.
/// </param>
/// <param name="CalibrationItems">Calibration items that <see cref="From"/> comes of.</param>
/// <param name="ControlItems">Control items that it was as sure of.</param>
/// <param name="ControlErrors">Of them, those that people answer otherwise.</param>
/// <param name="ControlErrorLow">
/// Lower end of the one-sided 95 % interval (Clopper and Pearson) of the share of errors.
/// </param>
/// <param name="StoppedAt">When the errors were beyond the risk for certain; null while they are not. Final.</param>
/// <param name="ControlArmItems">Control items in all; 0 for what was measured before it was kept.</param>
public sealed record ModelTrust(
    double Risk,
    double? From,
    int CalibrationItems,
    int ControlItems = 0,
    int ControlErrors = 0,
    double ControlErrorLow = 0,
    DateTimeOffset? StoppedAt = null,
    int ControlArmItems = 0)
{
    /// <summary>With which the share of errors is at most the risk, over the calibration items.</summary>
    public const double Probability = 1 - Delta;

    private const double Delta = 0.1;
    private const double StopLevel = 0.05;

    // A prefix of the surest items grows by this much from test to test.
    private const double Growth = 1.1;

    /// <param name="calibration">Its answers on the calibration share.</param>
    /// <param name="control">Its answers on the control arm.</param>
    /// <param name="before">Of the same version; null where there is none.</param>
    public static ModelTrust Of(
        double risk,
        IReadOnlyList<SureAnswer> calibration,
        IReadOnlyList<SureAnswer> control,
        ModelTrust? before,
        DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(calibration);
        ArgumentNullException.ThrowIfNull(control);
        if (before?.StoppedAt is not null)
            return before;
        var trust = new ModelTrust(risk, TrustedFrom(risk, calibration), calibration.Count);
        if (trust.From is not { } from)
            return trust;
        var sure = control.Where(item => item.Confidence >= from).ToList();
        var errors = sure.Count(item => !item.IsRight);
        var low = errors == 0
            ? 0
            : new BetaDistribution(errors, sure.Count - errors + 1).Quantile(StopLevel);
        trust = trust with
        {
            ControlItems = sure.Count,
            ControlErrors = errors,
            ControlErrorLow = low,
            ControlArmItems = control.Count,
        };
        return low > risk ? trust with { From = null, StoppedAt = now } : trust;
    }

    /// <summary>
    /// The lowest confidence such that, with a probability of 90 % over the calibration items, the share of errors
    /// among what is at least as sure is at most the risk: the hypotheses "too many errors from here on" are rejected
    /// in the order of falling confidence until one is not (fixed-sequence testing; Angelopoulos, Bates, Candès, Jordan
    /// and Lei, Learn then Test, 2021, with the exact binomial tail). The first is tried where one error is not too
    /// many.
    /// </summary>
    /// <returns>Null where the first one is not rejected.</returns>
    public static double? TrustedFrom(double risk, IReadOnlyList<SureAnswer> items)
    {
        ArgumentNullException.ThrowIfNull(items);
        if (risk is not (> 0 and < 1))
            throw new ArgumentOutOfRangeException(nameof(risk), risk, "A risk lies between 0 and 1.");
        var sorted = items.OrderByDescending(item => item.Confidence).ToList();
        var wrong = new int[sorted.Count + 1];
        for (var index = 0; index < sorted.Count; index++)
            wrong[index + 1] = wrong[index] + (sorted[index].IsRight ? 0 : 1);
        double? from = null;
        var first = (int)Math.Ceiling(2 * Math.Log(Delta) / Math.Log(1 - risk));
        for (var size = (double)first; (int)size <= sorted.Count; size *= Growth)
        {
            var count = WithTies(sorted, (int)size);
            if (new BetaDistribution(wrong[count] + 1, count - wrong[count]).Quantile(1 - Delta) > risk)
                return from;
            from = sorted[count - 1].Confidence;
        }
        return from;
    }

    private static int WithTies(List<SureAnswer> sorted, int count)
    {
        while (count < sorted.Count && sorted[count].Confidence == sorted[count - 1].Confidence)
            count++;
        return count;
    }
}
