using ActiveLabel.Domain.Numerics;

namespace ActiveLabel.Domain.Sizing;

/// <summary>What can be said of what active learning gains.</summary>
public enum LearningGainVerdict
{
    /// <summary>More than chance explains.</summary>
    Gain = 0,

    /// <summary>Nothing that could be told from chance.</summary>
    NoGain = 1,

    /// <summary>Chance does not explain that it is worse.</summary>
    Loss = 2,
}

/// <summary>
/// What active learning gains, in points of accuracy: a model of the first n labels of the ranked queue against one of
/// n labels of the random arm, on the same control items.
/// </summary>
/// <remarks>
/// Items that both models get right, or both wrong, say nothing; b of n items only the ranked one gets right, c only
/// the random one. (b - c) / n with the 95 % interval of Agresti and Min (2005): half an item is added to each of the
/// four kinds, so that a few items do not make it certain.
/// </remarks>
/// <param name="Labels">That each of the two models was trained on.</param>
/// <param name="Items">Control items, n.</param>
/// <param name="Better">b.</param>
/// <param name="Worse">c.</param>
public sealed record LearningGain(int Labels, int Items, int Better, int Worse)
{
    private const double Normal975 = 1.9600;

    /// <summary>Difference of the accuracies, -1 to 1.</summary>
    public double Gain => (Better - Worse) / (double)Items;

    /// <summary>Lower end of its 95 % interval.</summary>
    public double Low => Math.Max(-1, Middle - Half);

    /// <summary>Upper end of its 95 % interval.</summary>
    public double High => Math.Min(1, Middle + Half);

    public LearningGainVerdict Verdict
        => Low > 0 ? LearningGainVerdict.Gain : High < 0 ? LearningGainVerdict.Loss : LearningGainVerdict.NoGain;

    private double Count => Items + 2.0;

    private double Middle => (Better - Worse) / Count;

    private double Half
        => Normal975 * Math.Sqrt(Math.Max(0, Better + Worse + 1 - (Middle * (Better - Worse)))) / Count;

    /// <param name="ranked">n × K by rows: predictions of the model of the ranked queue.</param>
    /// <param name="random">n × K by rows: those of the model of the random arm.</param>
    /// <param name="truth">n: the labels of the control items.</param>
    /// <returns>Null where there is no item.</returns>
    public static LearningGain? Of(
        int labels, IReadOnlyList<float[]> ranked, IReadOnlyList<float[]> random, IReadOnlyList<int> truth)
    {
        ArgumentNullException.ThrowIfNull(ranked);
        ArgumentNullException.ThrowIfNull(random);
        ArgumentNullException.ThrowIfNull(truth);
        var (better, worse) = (0, 0);
        for (var item = 0; item < truth.Count; item++)
        {
            var (one, other) = (
                Simplex.Top<float>(ranked[item]) == truth[item], Simplex.Top<float>(random[item]) == truth[item]);
            better += one && !other ? 1 : 0;
            worse += other && !one ? 1 : 0;
        }
        return truth.Count == 0 ? null : new(labels, truth.Count, better, worse);
    }
}
