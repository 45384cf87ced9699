using System.Collections.Concurrent;
using ActiveLabel.Domain.Predictions;

namespace ActiveLabel.Inference.Models;

/// <param name="Bytes">Of its file: about what it takes in memory.</param>
/// <param name="Running">How it is run, where somebody said so: a head is run as its embedder is.</param>
internal sealed record LoadedModel(ModelCard Card, IModel Model, long Bytes, ModelRunning? Running = null);

/// <param name="Count">So many are in memory at the most.</param>
/// <param name="Bytes">Their files together have at most so many, unless a single one has more.</param>
internal sealed record ModelCapacity(int Count = 16, long Bytes = 1024L * 1024 * 1024);

/// <summary>Models in memory: the ones used last, as many as there is room for.</summary>
/// <remarks>
/// A model that has to go while somebody uses it is disposed of by its last user. Whoever asks first loads it, while
/// requests for other models go on.
/// </remarks>
internal sealed class LoadedModels(ModelStore store, ModelCapacity? capacity = null, CrashJournal? journal = null)
    : IDisposable
{
    private readonly ModelCapacity _capacity = capacity ?? new();
    private readonly Lock _lock = new();
    private readonly LinkedList<Entry> _byUse = [];
    private readonly ConcurrentDictionary<ModelReference, ModelStatistics> _statistics = new();

    /// <returns>The model, which stays in memory until the use is disposed of.</returns>
    /// <exception cref="ModelNotAvailableException">Missing, or refused.</exception>
    public ModelUse Use(ModelReference model)
    {
        var entry = Enter(model);
        try
        {
            var loaded = entry.Loaded.Value;
            lock (_lock)
                MakeRoom(entry);
            return new(this, entry, loaded);
        }
        catch
        {
            lock (_lock)
                Drop(entry);
            EndUse(entry);
            throw;
        }
    }

    public bool IsLoaded(ModelReference model)
    {
        lock (_lock)
            return Find(model) is { Loaded.IsValueCreated: true };
    }

    /// <summary>What a version has done since this process began; of one that did nothing, nothing.</summary>
    public ModelStatistics StatisticsOf(ModelReference model) => _statistics.GetOrAdd(model, _ => new());

    /// <summary>Frees a model; one that is not loaded is unloaded already.</summary>
    public void Unload(ModelReference model)
    {
        lock (_lock)
            if (Find(model) is { } entry)
                Drop(entry);
    }

    /// <summary>Frees a model that is not coming back.</summary>
    public void Forget(ModelReference model)
    {
        Unload(model);
        _statistics.TryRemove(model, out _);
    }

    public void Dispose()
    {
        lock (_lock)
            while (_byUse.Last is { } entry)
                Drop(entry.Value);
    }

    private Entry Enter(ModelReference model)
    {
        lock (_lock)
        {
            var entry = Find(model);
            if (entry is null)
                entry = new(model, () => Load(model), RunnerOf);
            else
                _byUse.Remove(entry);
            _byUse.AddFirst(entry);
            entry.Users++;
            return entry;
        }
    }

    private LoadedModel Load(ModelReference model)
    {
        using var atWork = journal?.Begin(CrashJournal.Named(CrashVerdict.LoadOf(model)));
        return store.Load(model, Use);
    }

    /// <remarks>A head is a product of matrices, written here: what ends a run of it is its embedder.</remarks>
    private ModelRunner RunnerOf(ModelReference model, LoadedModel loaded)
    {
        var runs = loaded.Card.Embedder?.Reference ?? model;
        return new(
            loaded,
            StatisticsOf(model),
            store.SuspicionOf(runs),
            journal,
            CrashJournal.Named(CrashVerdict.RunOf(runs)));
    }

    private void MakeRoom(Entry used)
    {
        while (_byUse.Last is { } oldest && oldest.Value != used
            && (_byUse.Count > _capacity.Count || _byUse.Sum(entry => entry.Bytes) > _capacity.Bytes))
            Drop(oldest.Value);
    }

    private Entry? Find(ModelReference model) => _byUse.FirstOrDefault(entry => entry.Model == model);

    private void Drop(Entry entry)
    {
        _byUse.Remove(entry);
        entry.IsDropped = true;
        entry.DisposeUnused();
    }

    private void EndUse(Entry entry)
    {
        lock (_lock)
        {
            entry.Users--;
            entry.DisposeUnused();
        }
    }

    internal sealed class Entry(
        ModelReference model, Func<LoadedModel> load, Func<ModelReference, LoadedModel, ModelRunner> runner)
    {
        private ModelRunner? _runner;

        public ModelReference Model => model;
        public Lazy<LoadedModel> Loaded { get; } = new(load);
        public long Bytes => Loaded is { IsValueCreated: true, Value: var loaded } ? loaded.Bytes : 0;
        public int Users { get; set; }
        public bool IsDropped { get; set; }

        public ModelRunner Runner
            => LazyInitializer.EnsureInitialized(ref _runner, () => runner(model, Loaded.Value));

        public void DisposeUnused()
        {
            if (IsDropped && Users == 0 && Loaded.IsValueCreated)
                Loaded.Value.Model.Dispose();
        }
    }

    internal readonly struct ModelUse(LoadedModels models, Entry entry, LoadedModel loaded) : IDisposable
    {
        public ModelCard Card => loaded.Card;
        public IModel Model => loaded.Model;
        public ModelRunner Runner => entry.Runner;

        public void Dispose() => models.EndUse(entry);
    }
}
