namespace ActiveLabel.Domain.Acquisition;

/// <summary>The few with the highest scores of many that come one by one.</summary>
/// <param name="count">0 or more: so many are kept.</param>
public sealed class Shortlist<T>(int count)
{
    // The root is the worst that is kept: of equal scores the one that came later.
    private readonly PriorityQueue<T, (double Score, long Place)> _kept = new();
    private long _offered;

    public void Offer(double score, T item)
    {
        var priority = (score, -_offered++);
        if (_kept.Count < count)
            _kept.Enqueue(item, priority);
        else if (count > 0)
            _kept.EnqueueDequeue(item, priority);
    }

    /// <returns>The highest score first, of equal ones the one that came first; nothing is kept then.</returns>
    public IReadOnlyList<T> Take()
    {
        var ordered = new T[_kept.Count];
        for (var place = ordered.Length - 1; place >= 0; place--)
            ordered[place] = _kept.Dequeue();
        return ordered;
    }
}
