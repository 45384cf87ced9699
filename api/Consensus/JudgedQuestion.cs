using ActiveLabel.Domain.Items;
using ActiveLabel.Domain.Projects;
using ActiveLabel.Domain.TruthInference;
using ActiveLabel.Domain.Workers;

namespace ActiveLabel.Api.Consensus;

/// <summary>
/// What the judgements of a project say to one question, with items and workers numbered in the order in which they
/// turn up, and what follows from it.
/// </summary>
internal sealed class JudgedQuestion(Question question)
{
    private readonly Dictionary<WorkerId, int> _workerNumbers = [];
    private readonly List<(int Item, int Worker, int Label)> _rows = [];

    public Question Question => question;

    public Dictionary<ItemId, int> ItemNumbers { get; } = [];

    /// <summary>By number.</summary>
    public List<ItemId> Items { get; } = [];

    /// <summary>By number.</summary>
    public List<WorkerId> Workers { get; } = [];

    /// <summary>Null before it is estimated, and where nobody has answered.</summary>
    public JudgementSet? Set { get; private set; }

    /// <summary>Null where the set is.</summary>
    public TruthEstimate? Estimate { get; private set; }

    public void Add(ItemId item, WorkerId worker, int label)
        => _rows.Add((NumberOf(item, ItemNumbers, Items), NumberOf(worker, _workerNumbers, Workers), label));

    /// <param name="known">The label of each item that is known or was decided, or -1; null where none is.</param>
    public void Infer(ITruthInference truthInference, int[]? known, CancellationToken cancellationToken)
    {
        if (_rows.Count == 0)
            return;
        Set = JudgementSet.Build(Items.Count, Workers.Count, question.Choices.Count, _rows, known);
        Estimate = truthInference.Infer(Set, cancellationToken);
        _rows.Clear();
    }

    /// <summary>How many judgements of the item answer the question.</summary>
    public int CountOf(int item) => Set is null ? 0 : Set.ItemOffsets[item + 1] - Set.ItemOffsets[item];

    private static int NumberOf<T>(T key, Dictionary<T, int> numbers, List<T> keys)
        where T : notnull
    {
        if (numbers.TryGetValue(key, out var number))
            return number;
        keys.Add(key);
        return numbers[key] = keys.Count - 1;
    }
}
