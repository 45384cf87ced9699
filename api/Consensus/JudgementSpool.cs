using System.Runtime.InteropServices;
using ActiveLabel.Domain.Items;
using ActiveLabel.Domain.Projects;
using ActiveLabel.Domain.TruthInference;
using ActiveLabel.Domain.Workers;

namespace ActiveLabel.Api.Consensus;

/// <summary>Items of a project in their order, and what was said about one question of them.</summary>
internal sealed record SpooledBlock(long[] ItemIds, JudgementSet Set);

/// <summary>
/// What the judgements of a project say to one question, with workers numbered in the order in which they turn up.
/// Blocks that are full wait in a temporary file, 4 bytes a judgement and 16 an item: in memory are one block and
/// the workers, however many judgements there are.
/// </summary>
/// <param name="blockSize">Judgements of a block; a project that has fewer never touches the disk.</param>
internal sealed class JudgementSpool(Question question, int blockSize = JudgementSpool.BlockSize)
    : IJudgementBlocks, IDisposable
{
    public const int BlockSize = 1_000_000;

    private readonly Dictionary<WorkerId, int> _workerNumbers = [];
    private readonly List<int> _countByWorker = [];
    private readonly List<(int Items, int Rows)> _spilled = [];
    private readonly List<long> _itemIds = [];
    private readonly List<int> _offsets = [0];
    private readonly List<int> _rows = [];
    private readonly List<int> _gold = [];
    private FileStream? _file;

    public Question Question => question;

    /// <summary>By number.</summary>
    public List<WorkerId> Workers { get; } = [];

    public int WorkerCount => Workers.Count;
    public int LabelCount => question.Choices.Count;
    public long ItemCount { get; private set; }
    public long JudgedItemCount => ItemCount;
    public long Count { get; private set; }

    /// <summary>Takes up an item that was judged.</summary>
    /// <param name="said">Each worker and the index of his choice; one at least.</param>
    /// <param name="known">The true choice, or <see cref="JudgementSet.Unknown"/>.</param>
    public void Add(ItemId item, IReadOnlyList<(WorkerId Worker, int Label)> said, int known)
    {
        if (_rows.Count > 0 && _rows.Count + said.Count > blockSize)
            Spill();
        foreach (var (worker, label) in said)
            _rows.Add((NumberOf(worker) * LabelCount) + label);
        _itemIds.Add(item.Value);
        _offsets.Add(_rows.Count);
        _gold.Add(known);
        ItemCount++;
        Count += said.Count;
    }

    /// <returns>How often the worker has answered the question.</returns>
    public int CountOf(int worker) => _countByWorker[worker];

    public IEnumerable<JudgementSet> Blocks() => Read().Select(block => block.Set);

    /// <returns>The blocks in the order of their items.</returns>
    public IEnumerable<SpooledBlock> Read()
    {
        var position = 0L;
        foreach (var (items, rows) in _spilled)
        {
            var block = new SpooledBlock(
                ReadArray<long>(items, ref position),
                SetOf(
                    ReadArray<int>(items + 1, ref position),
                    ReadArray<int>(rows, ref position),
                    ReadArray<int>(items, ref position)));
            yield return block;
        }
        if (_itemIds.Count > 0)
            yield return new([.. _itemIds], SetOf([.. _offsets], [.. _rows], [.. _gold]));
    }

    public void Dispose() => _file?.Dispose();

    private JudgementSet SetOf(int[] offsets, int[] rows, int[] gold)
        => JudgementSet.OfRows(WorkerCount, LabelCount, offsets, rows, gold);

    private int NumberOf(WorkerId worker)
    {
        if (!_workerNumbers.TryGetValue(worker, out var number))
        {
            number = _workerNumbers[worker] = Workers.Count;
            Workers.Add(worker);
            _countByWorker.Add(0);
        }
        _countByWorker[number]++;
        return number;
    }

    private void Spill()
    {
        _file ??= new(Path.GetTempFileName(), new FileStreamOptions
        {
            Mode = FileMode.Open,
            Access = FileAccess.ReadWrite,
            Share = FileShare.None,
            Options = FileOptions.DeleteOnClose,
        });
        _file.Write(MemoryMarshal.AsBytes(CollectionsMarshal.AsSpan(_itemIds)));
        _file.Write(MemoryMarshal.AsBytes(CollectionsMarshal.AsSpan(_offsets)));
        _file.Write(MemoryMarshal.AsBytes(CollectionsMarshal.AsSpan(_rows)));
        _file.Write(MemoryMarshal.AsBytes(CollectionsMarshal.AsSpan(_gold)));
        _spilled.Add((_itemIds.Count, _rows.Count));
        _itemIds.Clear();
        _offsets.Clear();
        _offsets.Add(0);
        _rows.Clear();
        _gold.Clear();
    }

    private T[] ReadArray<T>(int length, ref long position)
        where T : unmanaged
    {
        var values = new T[length];
        var bytes = MemoryMarshal.AsBytes(values.AsSpan());
        _file!.Position = position;
        _file.ReadExactly(bytes);
        position += bytes.Length;
        return values;
    }
}
