using System.Collections.Concurrent;
using ActiveLabel.Domain.Projects;
using ActiveLabel.Domain.Workers;

namespace ActiveLabel.Api.Tasks;

/// <summary>
/// What this process remembers of the queues, so that a claim begins where the last one ended. Whatever of it is lost
/// or old costs a longer walk and never a task.
/// </summary>
public sealed class QueueMemory
{
    /// <summary>Beyond it everything is forgotten, rather than kept for workers who have left.</summary>
    private const int EntriesMax = 200_000;

    /// <summary>
    /// Pools are visited in the order of what was last seen at their heads. Other processes change them too: every so
    /// many claims the one comes first that was not looked at for the longest time.
    /// </summary>
    private const int RotateEvery = 8;

    private readonly ConcurrentDictionary<(ProjectId Project, int Pool), PoolMemory> _pools = new();
    private readonly ConcurrentDictionary<(WorkerId, ProjectId, int), LaneMemory> _lanes = new();
    private readonly ConcurrentDictionary<ProjectId, DateTimeOffset> _reclaimed = new();
    private readonly ConcurrentDictionary<ProjectId, bool> _worn = new();
    private long _claims;

    /// <summary>Every lease that ended before was given back; the first instant where that is not known.</summary>
    public DateTimeOffset ReclaimedUntil(ProjectId project)
        => _reclaimed.GetValueOrDefault(project, DateTimeOffset.UnixEpoch - TimeSpan.FromSeconds(1));

    public void SetReclaimed(ProjectId project, DateTimeOffset until) => _reclaimed[project] = until;

    internal PoolMemory Pool(ProjectId project, int pool) => _pools.GetOrAdd((project, pool), _ => new());

    internal LaneMemory Lane(WorkerId worker, ProjectId project, int pool)
    {
        if (_lanes.Count > EntriesMax)
            _lanes.Clear();
        return _lanes.GetOrAdd((worker, project, pool), _ => new());
    }

    /// <returns>The pools from which so many tasks were taken since this was asked last.</returns>
    internal IReadOnlyList<int> TakeWorn(ProjectId project, int takenMin)
    {
        if (!_worn.TryRemove(project, out _))
            return [];
        var worn = _pools.Where(pool => pool.Key.Project == project && pool.Value.Taken >= takenMin).ToList();
        worn.ForEach(pool => pool.Value.Taken = 0);
        return worn.ConvertAll(pool => pool.Key.Pool);
    }

    /// <summary>Tasks were taken from a pool.</summary>
    internal void Took(ProjectId project, int pool, int count, int wornAt)
    {
        if ((Pool(project, pool).Taken += count) >= wornAt)
            _worn[project] = true;
    }

    /// <returns>The pools in the order in which a claim should look at them.</returns>
    internal IReadOnlyList<OpenPool> InOrder(ProjectId project, IReadOnlyList<OpenPool> pools)
    {
        var claim = Interlocked.Increment(ref _claims);
        if (pools.Count < 2)
            return pools;
        var ordered = pools.OrderBy(pool => Pool(project, pool.Number).Head).ThenBy(pool => pool.Number).ToList();
        if (claim % RotateEvery == 0 && ordered.MinBy(pool => Pool(project, pool.Number).VisitedAt) is { } longest)
        {
            ordered.Remove(longest);
            ordered.Insert(0, longest);
        }
        return ordered;
    }

    /// <summary>Which claim of this process it is, counted from 1.</summary>
    internal long Now => Interlocked.Read(ref _claims);
}

/// <summary>What was last seen of a pool.</summary>
internal sealed class PoolMemory
{
    /// <summary>Something may wait that was begun, or nothing is known: comes before every position.</summary>
    public const double Unknown = -1;

    /// <summary>Position of the last task that was found there; infinite where none was.</summary>
    public double Head { get; set; } = Unknown;

    /// <summary>The claim that last looked at it.</summary>
    public long VisitedAt { get; set; }

    /// <summary>Tasks taken since its fronts were last moved.</summary>
    public int Taken { get; set; }
}

/// <summary>How far a worker is in the begun lane of a pool.</summary>
internal sealed class LaneMemory
{
    /// <summary>Everything up to there is not for the worker; null where storage has to be asked.</summary>
    public long? Passed { get; set; }

    /// <summary>What is in storage of <see cref="Passed"/>.</summary>
    public long Saved { get; set; }

    /// <summary>Tasks taken since it was last looked how far the worker is.</summary>
    public int TakenSince { get; set; }

    /// <summary>Tasks passed that storage does not know about.</summary>
    public int Unsaved { get; set; }
}
