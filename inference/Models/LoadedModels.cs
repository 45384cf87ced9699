using ActiveLabel.Domain.Predictions;
using ActiveLabel.Inference.Onnx;

namespace ActiveLabel.Inference.Models;

/// <summary>Models in memory: the ones used last, at most as many as were allowed.</summary>
/// <remarks>A model that has to go while somebody uses it is disposed of by its last user.</remarks>
internal sealed class LoadedModels(ModelStore store, int capacity = 16) : IDisposable
{
    private readonly Lock _lock = new();
    private readonly LinkedList<Entry> _byUse = [];

    /// <returns>The model, which stays in memory until the use is disposed of.</returns>
    /// <exception cref="ModelNotAvailableException">Missing, or refused.</exception>
    public ModelUse Use(ModelReference model)
    {
        lock (_lock)
        {
            var entry = Find(model);
            if (entry is null)
            {
                var (card, scorer) = store.Load(model);
                entry = new(card, scorer);
            }
            else
            {
                _byUse.Remove(entry);
            }
            _byUse.AddFirst(entry);
            entry.Users++;
            while (_byUse.Count > capacity && _byUse.Last is { } oldest)
                Drop(oldest.Value);
            return new(this, entry);
        }
    }

    public bool IsLoaded(ModelReference model)
    {
        lock (_lock)
            return Find(model) is not null;
    }

    /// <summary>Frees a model; one that is not loaded is unloaded already.</summary>
    public void Unload(ModelReference model)
    {
        lock (_lock)
            if (Find(model) is { } entry)
                Drop(entry);
    }

    public void Dispose()
    {
        lock (_lock)
            while (_byUse.Last is { } entry)
                Drop(entry.Value);
    }

    private Entry? Find(ModelReference model) => _byUse.FirstOrDefault(entry => entry.Card.Reference == model);

    private void Drop(Entry entry)
    {
        _byUse.Remove(entry);
        entry.IsDropped = true;
        if (entry.Users == 0)
            entry.Scorer.Dispose();
    }

    private void EndUse(Entry entry)
    {
        lock (_lock)
            if (--entry.Users == 0 && entry.IsDropped)
                entry.Scorer.Dispose();
    }

    internal sealed class Entry(ModelCard card, OnnxScorer scorer)
    {
        public ModelCard Card => card;
        public OnnxScorer Scorer => scorer;
        public int Users { get; set; }
        public bool IsDropped { get; set; }
    }

    internal readonly struct ModelUse(LoadedModels models, Entry entry) : IDisposable
    {
        public ModelCard Card => entry.Card;
        public OnnxScorer Scorer => entry.Scorer;

        public void Dispose() => models.EndUse(entry);
    }
}
