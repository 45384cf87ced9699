namespace ActiveLabel.Domain.TruthInference;

/// <summary>
/// The judgements of one single-choice question, in flat arrays by item: those of item i stand at
/// <c>ItemOffsets[i]</c> up to <c>ItemOffsets[i + 1]</c> of <see cref="Workers"/> and <see cref="Labels"/>.
/// </summary>
public sealed class JudgementSet
{
    private JudgementSet(int workerCount, int labelCount, int[] itemOffsets, int[] workers, int[] labels)
    {
        (WorkerCount, LabelCount) = (workerCount, labelCount);
        (ItemOffsets, Workers, Labels) = (itemOffsets, workers, labels);
    }

    public int ItemCount => ItemOffsets.Length - 1;
    public int WorkerCount { get; }
    public int LabelCount { get; }
    public int Count => Workers.Length;
    public int[] ItemOffsets { get; }
    public int[] Workers { get; }
    public int[] Labels { get; }

    /// <exception cref="ArgumentException">A judgement names an item, worker or label that is not there.</exception>
    public static JudgementSet Build(
        int itemCount, int workerCount, int labelCount, IReadOnlyList<(int Item, int Worker, int Label)> judgements)
    {
        ArgumentNullException.ThrowIfNull(judgements);
        ArgumentOutOfRangeException.ThrowIfLessThan(labelCount, 2);
        var offsets = new int[itemCount + 1];
        foreach (var (item, worker, label) in judgements)
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
        var (workers, labels) = (new int[judgements.Count], new int[judgements.Count]);
        foreach (var (item, worker, label) in judgements)
        {
            (workers[next[item]], labels[next[item]]) = (worker, label);
            next[item]++;
        }
        return new(workerCount, labelCount, offsets, workers, labels);
    }
}
