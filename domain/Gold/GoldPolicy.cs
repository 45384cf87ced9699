using ActiveLabel.Domain.Numerics;

namespace ActiveLabel.Domain.Gold;

/// <summary>How much of a worker's work is gold: more while little is known of him or something looks odd.</summary>
/// <param name="RateMin">Share of gold for a worker who is known well, 0 to 1.</param>
/// <param name="RateMax">Share of gold for a newcomer, <paramref name="RateMin"/> to 1.</param>
/// <param name="HalfWidthTarget">Known well is whose accuracy's 90 % interval is no wider than twice this.</param>
public sealed record GoldPolicy(double RateMin = 0.02, double RateMax = 0.25, double HalfWidthTarget = 0.06)
{
    private const double Tail = 0.05;

    /// <summary>
    /// The rate follows the half width of the interval of the worker's accuracy on gold, from the widest (nothing
    /// known) to the target, and the doubt about his honesty, whichever asks for more.
    /// </summary>
    /// <param name="right">Gold answered right.</param>
    /// <param name="wrong">Gold answered wrong.</param>
    /// <param name="misconductProbability">0 to 1; doubt is greatest in the middle.</param>
    /// <returns>P(the next task is gold), <see cref="RateMin"/> to <see cref="RateMax"/>.</returns>
    public double RateFor(int right, int wrong, double misconductProbability)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(right);
        ArgumentOutOfRangeException.ThrowIfNegative(wrong);
        var (unknown, known) = (HalfWidth(0, 0), HalfWidth(right, wrong));
        var ignorance = Math.Clamp((known - HalfWidthTarget) / (unknown - HalfWidthTarget), 0, 1);
        var doubt = 4 * misconductProbability * (1 - misconductProbability);
        return RateMin + ((RateMax - RateMin) * Math.Max(ignorance, doubt));
    }

    /// <summary>Fewer answers say nothing about who needs a training.</summary>
    private const int TrainingAnswersMin = 8;

    /// <summary>Whether even the upper end of what is known of the accuracy lies below the bound.</summary>
    public static bool NeedsTraining(int right, int wrong, double below)
        => right + wrong >= TrainingAnswersMin
            && new BetaDistribution(right + 1, wrong + 1).Quantile(1 - Tail) < below;

    private static double HalfWidth(int right, int wrong)
    {
        var accuracy = new BetaDistribution(right + 1, wrong + 1);
        return (accuracy.Quantile(1 - Tail) - accuracy.Quantile(Tail)) / 2;
    }
}
