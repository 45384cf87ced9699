namespace ActiveLabel.Domain.Numerics;

/// <summary>Student's t distribution.</summary>
internal static class StudentDistribution
{
    /// <summary>P(|T| &gt; |t|) with so many degrees of freedom.</summary>
    public static double TwoSidedTail(double t, double freedom)
        => new BetaDistribution(freedom / 2, 0.5).Cumulative(freedom / (freedom + (t * t)));

    /// <summary>The t with P(|T| ≤ t) = level.</summary>
    public static double TwoSidedQuantile(double level, double freedom)
    {
        var x = new BetaDistribution(freedom / 2, 0.5).Quantile(1 - level);
        return Math.Sqrt(freedom * (1 - x) / x);
    }
}
