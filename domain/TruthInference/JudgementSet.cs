namespace ActiveLabel.Domain.TruthInference;

/// <summary>
/// The judgements of one single-choice question, in flat arrays by item: those of item i stand at
/// <c>ItemOffsets[i]</c> up to <c>ItemOffsets[i + 1]</c> of <see cref="Workers"/> and <see cref="Labels"/>.
/// </summary>
public sealed class JudgementSet
{
    /// <summary>In <see cref="Gold"/>: the truth of this item is not known beforehand.</summary>
    public const int Unknown = -1;

    private readonly int[] _rows;

    private JudgementSet(int workerCount, int labelCount, int[] itemOffsets, int[] workers, int[] labels, int[]? gold)
    {
        (WorkerCount, LabelCount, Gold) = (workerCount, labelCount, gold);
        (ItemOffsets, Workers, Labels) = (itemOffsets, workers, labels);
        _rows = new int[workers.Length];
        for (var j = 0; j < _rows.Length; j++)
            _rows[j] = (workers[j] * labelCount) + labels[j];
    }

    public int ItemCount => ItemOffsets.Length - 1;
    public int WorkerCount { get; }
    public int LabelCount { get; }
    public int Count => Workers.Length;
    public int[] ItemOffsets { get; }
    public int[] Workers { get; }
    public int[] Labels { get; }

    /// <summary>One label an item, or <see cref="Unknown"/>; null when there is no gold at all.</summary>
    public int[]? Gold { get; }

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
        var (workers, labels) = (new int[rows.Count], new int[rows.Count]);
        foreach (var (item, worker, label) in rows)
        {
            (workers[next[item]], labels[next[item]]) = (worker, label);
            next[item]++;
        }
        return new(workerCount, labelCount, offsets, workers, labels, gold);
    }

    /// <returns>The same judgements with other gold.</returns>
    /// <exception cref="ArgumentException">Gold does not fit the items and labels.</exception>
    public JudgementSet WithGold(int[]? gold)
    {
        CheckGold(ItemCount, LabelCount, gold);
        return new(WorkerCount, LabelCount, ItemOffsets, Workers, Labels, gold);
    }

    /// <returns>The known label of the item, or <see cref="Unknown"/>.</returns>
    public int GoldOf(int item) => Gold is null ? Unknown : Gold[item];

    /// <returns>How often each worker judged.</returns>
    public int[] CountByWorker()
    {
        var counts = new int[WorkerCount];
        foreach (var worker in Workers)
            counts[worker]++;
        return counts;
    }

    /// <returns>Of each judgement of the item, its row in a table of W · K rows, by worker and judged label.</returns>
    internal ReadOnlySpan<int> RowsOf(int item)
        => _rows.AsSpan(ItemOffsets[item], ItemOffsets[item + 1] - ItemOffsets[item]);

    /// <summary>Judgements per judged item, at least 1.</summary>
    internal double Redundancy()
    {
        var judged = 0;
        for (var item = 0; item < ItemCount; item++)
            judged += ItemOffsets[item + 1] > ItemOffsets[item] ? 1 : 0;
        return Math.Max(1, (double)Count / Math.Max(1, judged));
    }

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
