using System.Collections.Concurrent;

namespace ActiveLabel.Api.Transport;

/// <summary>What one key or member may ask for over time.</summary>
/// <param name="Burst">Cost that may be asked for at once, when nothing was asked before.</param>
/// <param name="PerSecond">Cost that comes back each second.</param>
public sealed record CostBudgetOptions(double Burst = 2_000_000, double PerSecond = 100_000);

/// <summary>A bucket of cost for each caller: a request takes what it asks for, time fills it again.</summary>
public sealed class CostBudget(TransportLimits limits, TimeProvider time)
{
    private const int SweepEvery = 1_000;
    private readonly ConcurrentDictionary<string, Bucket> _buckets = new();
    private int _taken;

    /// <exception cref="RefusalError">The bucket does not hold that much; it says when it will.</exception>
    public void Take(string callerId, double cost)
    {
        var (burst, perSecond) = limits.Budget;
        var now = time.GetTimestamp();
        var bucket = _buckets.GetOrAdd(callerId, _ => new(burst, now));
        double missing;
        lock (bucket)
        {
            bucket.Fill(time.GetElapsedTime(bucket.At, now).TotalSeconds * perSecond, burst, now);
            missing = Math.Min(cost, burst) - bucket.Level;
            if (missing <= 0)
                bucket.Level -= Math.Min(cost, burst);
        }
        if (Interlocked.Increment(ref _taken) % SweepEvery == 0)
            Forget(now);
        if (missing > 0)
            throw RefusalError.RateLimited(TimeSpan.FromSeconds(Math.Ceiling(missing / perSecond)));
    }

    // A full bucket says nothing that a new one would not: memory holds those alone who ask now.
    private void Forget(long now)
    {
        foreach (var (caller, bucket) in _buckets)
            lock (bucket)
                if (bucket.Level + (time.GetElapsedTime(bucket.At, now).TotalSeconds * limits.Budget.PerSecond)
                    >= limits.Budget.Burst)
                    _buckets.TryRemove(new(caller, bucket));
    }

    private sealed class Bucket(double level, long at)
    {
        public double Level { get; set; } = level;

        public long At { get; private set; } = at;

        public void Fill(double more, double burst, long now)
        {
            Level = Math.Min(burst, Level + more);
            At = now;
        }
    }
}
