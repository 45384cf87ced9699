using System.Numerics.Tensors;

namespace ActiveLabel.Domain.TruthInference;

/// <summary>
/// The judgements of one single-choice question, in flat arrays by item: those of item i stand at
/// <c>ItemOffsets[i]</c> up to <c>ItemOffsets[i + 1]</c> of <see cref="Workers"/> and <see cref="Labels"/>.
/// </summary>
/// <remarks>4 bytes a judgement and 4 an item; 8 · K more an item where a model's predictions are given.</remarks>
public sealed class JudgementSet : IJudgementBlocks
{
    /// <summary>In <see cref="Gold"/>: the truth of this item is not known beforehand.</summary>
    public const int Unknown = -1;

    /// <summary>Predicted probabilities below this count as this: no model vetoes a label.</summary>
    internal const double PredictionMin = 1e-4;

    // One number a judgement is all that is kept: worker · K + label, the row of a table by worker and label.
    private readonly int[] _rows;
    private readonly double[]? _predictions;
    private int[]? _workers;
    private int[]? _labels;

    private JudgementSet(int workerCount, int labelCount, int[] itemOffsets, int[] rows)
    {
        (WorkerCount, LabelCount, ItemOffsets, _rows) = (workerCount, labelCount, itemOffsets, rows);
    }

    private JudgementSet(JudgementSet other, int[]? gold, double[]? predictions, double trust)
        : this(other.WorkerCount, other.LabelCount, other.ItemOffsets, other._rows)
    {
        (Gold, _predictions, PredictionTrust) = (gold, predictions, trust);
    }

    public int ItemCount => ItemOffsets.Length - 1;
    public int WorkerCount { get; }
    public int LabelCount { get; }
    public int Count => _rows.Length;
    long IJudgementBlocks.ItemCount => ItemCount;
    long IJudgementBlocks.Count => Count;

    /// <summary>Items with one judgement at least.</summary>
    public long JudgedItemCount
    {
        get
        {
            var judged = 0;
            for (var item = 0; item < ItemCount; item++)
                judged += ItemOffsets[item + 1] > ItemOffsets[item] ? 1 : 0;
            return judged;
        }
    }

    public int[] ItemOffsets { get; }

    /// <summary>The author of each judgement; made when first asked for.</summary>
    public int[] Workers => _workers ??= Array.ConvertAll(_rows, row => row / LabelCount);

    /// <summary>What was judged; made when first asked for.</summary>
    public int[] Labels => _labels ??= Array.ConvertAll(_rows, row => row % LabelCount);

    /// <summary>One label an item, or <see cref="Unknown"/>; null when there is no gold at all.</summary>
    public int[]? Gold { get; }

    /// <summary>How far a model's predictions are trusted, 0 (not at all) to 1 (as its probabilities say).</summary>
    public double PredictionTrust { get; }

    /// <param name="gold">One label an item, or <see cref="Unknown"/>.</param>
    /// <exception cref="ArgumentException">
    /// A judgement names an item, worker or label that is not there, or gold does not fit the items and labels.
    /// </exception>
    public static JudgementSet Build(
        int itemCount,
        int workerCount,
        int labelCount,
        IEnumerable<(int Item, int Worker, int Label)> judgements,
        int[]? gold = null)
    {
        ArgumentNullException.ThrowIfNull(judgements);
        ArgumentOutOfRangeException.ThrowIfNegative(itemCount);
        ArgumentOutOfRangeException.ThrowIfNegative(workerCount);
        ArgumentOutOfRangeException.ThrowIfLessThan(labelCount, 2);
        CheckGold(itemCount, labelCount, gold);
        var rows = judgements as IReadOnlyList<(int Item, int Worker, int Label)> ?? judgements.ToArray();
        var offsets = new int[itemCount + 1];
        foreach (var (item, worker, label) in rows)
        {
            if ((uint)item >= (uint)itemCount || (uint)worker >= (uint)workerCount || (uint)label >= (uint)labelCount)
                throw new ArgumentException(
                    $"Judgement (item {item}, worker {worker}, label {label}) lies outside {itemCount} items, "
                    + $"{workerCount} workers and {labelCount} labels.",
                    nameof(judgements));
            offsets[item + 1]++;
        }
        for (var item = 0; item < itemCount; item++)
            offsets[item + 1] += offsets[item];

        var next = offsets.ToArray();
        var packed = new int[rows.Count];
        foreach (var (item, worker, label) in rows)
            packed[next[item]++] = (worker * labelCount) + label;
        var set = new JudgementSet(workerCount, labelCount, offsets, packed);
        return gold is null ? set : new(set, gold, predictions: null, trust: 0);
    }

    /// <returns>The judgements that stand in such arrays already; they are taken over, not copied.</returns>
    /// <param name="itemOffsets">n + 1, rising from 0: where the judgements of each item begin.</param>
    /// <param name="rows">Of each judgement, worker · K + label.</param>
    /// <param name="gold">One label an item, or <see cref="Unknown"/>.</param>
    /// <exception cref="ArgumentException">The arrays do not fit each other, the workers or the labels.</exception>
    public static JudgementSet OfRows(int workerCount, int labelCount, int[] itemOffsets, int[] rows, int[]? gold)
    {
        ArgumentNullException.ThrowIfNull(itemOffsets);
        ArgumentNullException.ThrowIfNull(rows);
        ArgumentOutOfRangeException.ThrowIfLessThan(labelCount, 2);
        if (itemOffsets is not [0, ..] || itemOffsets[^1] != rows.Length)
            throw new ArgumentException($"The offsets do not span the {rows.Length} rows.", nameof(itemOffsets));
        for (var item = 1; item < itemOffsets.Length; item++)
            if (itemOffsets[item] < itemOffsets[item - 1])
                throw new ArgumentException($"The offsets fall at item {item - 1}.", nameof(itemOffsets));
        if (rows.Length > 0
            && (TensorPrimitives.Min<int>(rows) < 0 || TensorPrimitives.Max<int>(rows) >= workerCount * labelCount))
            throw new ArgumentException(
                $"A row lies outside {workerCount} workers of {labelCount} labels.", nameof(rows));
        CheckGold(itemOffsets.Length - 1, labelCount, gold);
        var set = new JudgementSet(workerCount, labelCount, itemOffsets, rows);
        return gold is null ? set : new(set, gold, predictions: null, trust: 0);
    }

    /// <returns>This, in one block.</returns>
    public IEnumerable<JudgementSet> Blocks() => [this];

    /// <returns>The same judgements with other gold.</returns>
    /// <exception cref="ArgumentException">Gold does not fit the items and labels.</exception>
    public JudgementSet WithGold(int[]? gold)
    {
        CheckGold(ItemCount, LabelCount, gold);
        return new(this, gold, _predictions, PredictionTrust);
    }

    /// <returns>The same judgements with a model's predictions as one more opinion of each item.</returns>
    /// <param name="predictions">n × K by rows, calibrated; a row of NaN where the model says nothing.</param>
    /// <param name="trust">0 to 1: the power to which the model's evidence is raised.</param>
    /// <exception cref="ArgumentException">The length or a row is wrong.</exception>
    public JudgementSet WithPredictions(double[] predictions, double trust)
    {
        ArgumentNullException.ThrowIfNull(predictions);
        if (predictions.Length != ItemCount * LabelCount)
            throw new ArgumentException(
                $"{ItemCount} items of {LabelCount} labels need {ItemCount * LabelCount} probabilities, not "
                + $"{predictions.Length}.",
                nameof(predictions));
        if (trust is not (>= 0 and <= 1))
            throw new ArgumentException($"Trust {trust} lies outside 0 to 1.", nameof(trust));
        foreach (var row in predictions.Chunk(LabelCount))
            if (!row.All(double.IsNaN) && (row.Any(p => p is not (>= 0 and <= 1)) || Math.Abs(row.Sum() - 1) > 1e-3))
                throw new ArgumentException("A prediction is no distribution over the labels.", nameof(predictions));
        return new(this, Gold, predictions, trust);
    }

    /// <returns>Whether a model has predicted the item.</returns>
    public bool HasPrediction(int item) => _predictions is not null && !double.IsNaN(_predictions[item * LabelCount]);

    /// <returns>K probabilities.</returns>
    public ReadOnlySpan<double> PredictionOf(int item)
        => _predictions is null ? [] : _predictions.AsSpan(item * LabelCount, LabelCount);

    /// <returns>The known label of the item, or <see cref="Unknown"/>.</returns>
    public int GoldOf(int item) => Gold is null ? Unknown : Gold[item];

    /// <returns>How often each worker judged.</returns>
    public int[] CountByWorker()
    {
        var counts = new int[WorkerCount];
        foreach (var row in _rows)
            counts[row / LabelCount]++;
        return counts;
    }

    /// <returns>Of each judgement of the item, its row in a table of W · K rows, by worker and judged label.</returns>
    internal ReadOnlySpan<int> RowsOf(int item)
        => _rows.AsSpan(ItemOffsets[item], ItemOffsets[item + 1] - ItemOffsets[item]);

    /// <returns>Judgements of the item, and one more where a model has predicted it.</returns>
    internal int OpinionsOf(int item)
        => ItemOffsets[item + 1] - ItemOffsets[item] + (HasPrediction(item) ? 1 : 0);

    private static void CheckGold(int itemCount, int labelCount, int[]? gold)
    {
        if (gold is not null && gold.Length != itemCount)
            throw new ArgumentException($"Gold has {gold.Length} entries for {itemCount} items.", nameof(gold));
        foreach (var label in gold ?? [])
            if (label < Unknown || label >= labelCount)
                throw new ArgumentException(
                    $"Gold label {label} is neither one of the {labelCount} labels nor {Unknown}.", nameof(gold));
    }
}
