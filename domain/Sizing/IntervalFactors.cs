namespace ActiveLabel.Domain.Sizing;

/// <summary>
/// What makes an interval hold as often as it says; it depends on how far ahead one looks, as a ratio to the largest
/// size seen.
/// </summary>
/// <remarks>
/// A half width is factor × (distance from the median to the mixture's own quantile)^0.8: the power makes wide ones
/// narrower, which errors bear out. The factors are conformal: quantiles of |error| / distance^0.8 over public learning
/// curves, each forecast by a prior that was learnt on the other half of the data sets. How they were made is in the
/// decision record on the constants of sizing; the command that makes them prints this table.
/// </remarks>
internal static class IntervalFactors
{
    public const double WidthPower = 0.8;

    private static readonly double[] Ratios = [2.38, 2.83, 5.19, 11.31, 22.62, 83, 360];
    private static readonly double[] Factors80 = [0.354, 0.420, 0.476, 0.556, 0.550, 0.606, 0.592];
    private static readonly double[] Factors90 = [0.415, 0.492, 0.580, 0.652, 0.610, 0.689, 0.654];

    public static double Factor80(double ratio) => Interpolate(Factors80, ratio);

    public static double Factor90(double ratio) => Interpolate(Factors90, ratio);

    public static double Widen(double distance, double factor) => factor * Math.Pow(Math.Max(0, distance), WidthPower);

    private static double Interpolate(double[] factors, double ratio)
    {
        if (ratio <= Ratios[0])
            return factors[0];
        for (var right = 1; right < Ratios.Length; right++)
            if (ratio <= Ratios[right])
            {
                var share = Math.Log(ratio / Ratios[right - 1]) / Math.Log(Ratios[right] / Ratios[right - 1]);
                return factors[right - 1] + (share * (factors[right] - factors[right - 1]));
            }
        return factors[^1];
    }
}
