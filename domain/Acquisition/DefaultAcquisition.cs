namespace ActiveLabel.Domain.Acquisition;

/// <summary>
/// The default strategy: typical items while a model knows little, then uncertain ones, at first of all kinds and later
/// just the most uncertain.
/// </summary>
/// <remarks>
/// n labels so far, K labels of the question. Until 8 K labels (at least 10, at most 160) a model has hardly seen every
/// label and its doubts say little: <see cref="RepresentativeStart"/>. After that <see cref="DiverseBatch"/> with
/// β = 10 until 30 K labels, which falls as 1 / n: a model that knows its labels doubts what is worth knowing.
/// </remarks>
public static class DefaultAcquisition
{
    /// <summary>What a model needs at the least; the first items are picked together.</summary>
    public const int FirstBatch = 10;

    public const int BatchMax = 200;

    private const int BatchMin = 5;
    private const int LabelsPerBatchItem = 8;
    private const int ColdLabelsPerLabel = 8;
    private const int ColdLabelsMax = 160;
    private const int DiverseLabelsPerLabel = 30;
    private const double CandidatesPerItemMax = 10;
    private const double CandidatesPerItemMin = 1.5;

    /// <returns>How many items to label before the order is made anew: an eighth of what there is.</returns>
    public static int BatchSize(int labels)
        => labels < FirstBatch ? FirstBatch - labels : Math.Clamp(labels / LabelsPerBatchItem, BatchMin, BatchMax);

    /// <returns>Whether typical items teach more than uncertain ones.</returns>
    public static bool IsColdStart(int labels, int labelCount)
        => labels < Math.Clamp(ColdLabelsPerLabel * labelCount, FirstBatch, ColdLabelsMax);

    /// <returns>β of <see cref="DiverseBatch"/>.</returns>
    public static double CandidatesPerItem(int labels, int labelCount)
        => Math.Clamp(
            CandidatesPerItemMax * DiverseLabelsPerLabel * labelCount / Math.Max(1, labels),
            CandidatesPerItemMin,
            CandidatesPerItemMax);

    /// <returns>How many of the highest scores <see cref="DiverseBatch"/> looks at.</returns>
    public static int Examined(int labels, int labelCount)
        => 10 * (int)Math.Ceiling(BatchSize(labels) * CandidatesPerItem(labels, labelCount));
}
