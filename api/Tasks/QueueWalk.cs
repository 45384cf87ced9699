using ActiveLabel.Api.Storage;
using ActiveLabel.Domain.Items;
using ActiveLabel.Domain.Projects;
using ActiveLabel.Domain.Tasks;
using ActiveLabel.Domain.Workers;
using Microsoft.EntityFrameworkCore;

namespace ActiveLabel.Api.Tasks;

/// <summary>An open task that is kept for the transaction that found it.</summary>
/// <param name="Token">The fencing token of the lease that comes next.</param>
internal sealed record FoundTask(
    TaskId TaskId, ItemId ItemId, int Pool, long Token, int Filled, QueueLane Lane, double Position, long LaneSequence);

/// <summary>
/// Finds the best open tasks for a worker: what was begun first, in the order in which it was opened; then what is
/// fresh, in the order of the queue.
/// </summary>
/// <remarks>
/// Nobody is excluded from what is fresh, so that the first that is free is taken. In the begun lane each worker has a
/// cursor: all before it is not for him. It moves over what he is excluded from, and nothing can come to lie before it
/// (<see cref="QueueEntry.LaneSequence"/>), so that each place is looked at once for each worker, however many tasks
/// there are and however many he has done.
/// </remarks>
internal sealed class QueueWalk(QueueMemory memory, ActiveLabelDb db, Project project, WorkerId worker)
{
    /// <summary>So many tasks leave the front of a pool before it is moved on.</summary>
    internal const int FrontEvery = 50;

    /// <summary>After so many tasks it is looked how far the worker is.</summary>
    private const int LookEvery = 8;

    private const int LookMax = 64;

    /// <summary>A claim looks no further; the next one goes on there.</summary>
    private const int LooksMax = 16;

    /// <summary>A place not yet drawn: given to what this transaction opened, until its events draw one.</summary>
    internal const long AtTheEnd = long.MaxValue;

    private readonly QueueStatements _statements = SqlDialect.Of(db.Database).Queue;

    private string Me => $"%{QueueEntry.MarkOf(worker)}%";

    /// <returns>Best first; fewer than asked for where there are no more, or others are at them.</returns>
    public async Task<List<FoundTask>> FindAsync(
        IReadOnlyList<OpenPool> pools, int count, CancellationToken cancellationToken)
    {
        var found = new List<FoundTask>();
        foreach (var pool in memory.InOrder(project.Id, pools))
        {
            if (found.Count >= count)
                break;
            found.AddRange(await FindInAsync(pool.Number, count - found.Count, cancellationToken));
        }
        return found;
    }

    private async Task<List<FoundTask>> FindInAsync(int pool, int count, CancellationToken cancellationToken)
    {
        var lane = memory.Lane(worker, project.Id, pool);
        var passed = await PassAsync(lane, pool, cancellationToken);
        var found = await Sql.QueryAsync(
            db,
            _statements.FindTasks,
            [
                ("@project", project.Id.Value),
                ("@pool", pool),
                ("@passed", passed),
                ("@me", Me),
                ("@count", (long)count),
            ],
            row => new FoundTask(
                new(row.GetInt64(0)), new(row.GetInt64(1)), pool, row.GetInt64(2) + 1, row.GetInt32(3),
                (QueueLane)row.GetInt32(5), row.GetDouble(6), row.GetInt64(7)),
            cancellationToken);
        List<FoundTask> best =
        [
            .. found.OrderBy(task => task.Lane)
                .ThenBy(task => task.Lane == QueueLane.Begun ? task.LaneSequence : 0)
                .ThenBy(task => task.Position).ThenBy(task => task.TaskId.Value).Take(count),
        ];
        Remember(lane, pool, best);
        return best;
    }

    private void Remember(LaneMemory lane, int pool, List<FoundTask> best)
    {
        lane.TakenSince += best.Count;
        memory.Took(project.Id, pool, best.Count, FrontEvery);
        var seen = memory.Pool(project.Id, pool);
        seen.VisitedAt = memory.Now;
        seen.Head = best.Count == 0 ? double.PositiveInfinity
            : best[^1].Lane == QueueLane.Begun ? PoolMemory.Unknown
            : best[^1].Position;
    }

    /// <summary>Moves the worker's cursor over what he is excluded from, now and then.</summary>
    private async Task<long> PassAsync(LaneMemory lane, int pool, CancellationToken cancellationToken)
    {
        if (lane is { Passed: { } known, TakenSince: < LookEvery })
            return known;
        var saved = lane.Passed is null ? await ReadSavedAsync(pool, cancellationToken) : lane.Saved;
        var (passed, count) = (lane.Passed ?? saved, 0);
        for (var look = 0; look < LooksMax; look++)
        {
            var rows = await Sql.QueryAsync(
                db,
                _statements.LookAhead,
                [
                    ("@project", project.Id.Value),
                    ("@pool", pool),
                    ("@passed", passed),
                    ("@me", Me),
                    ("@count", (long)LookMax),
                ],
                row => (Sequence: row.GetInt64(0), IsExcluded: row.GetInt32(1) == 1),
                cancellationToken);
            // Several tasks can have one place: it is passed with the last of them.
            var first = rows.FindIndex(row => !row.IsExcluded || row.Sequence == AtTheEnd);
            var isLast = first >= 0 || rows.Count < LookMax;
            var end = first >= 0 ? rows[first].Sequence : isLast ? AtTheEnd : rows[^1].Sequence;
            var over = rows.TakeWhile(row => row.Sequence < end).ToList();
            if (over.Count > 0)
                (passed, count) = (over[^1].Sequence, count + over.Count);
            if (isLast || over.Count == 0)
                break;
        }
        await SaveAsync(lane, pool, saved, passed, lane.Unsaved + count, cancellationToken);
        return passed;
    }

    private Task<long> ReadSavedAsync(int pool, CancellationToken cancellationToken)
        => db.LaneCursors
            .Where(cursor => cursor.WorkerId == worker && cursor.ProjectId == project.Id && cursor.Pool == pool)
            .Select(cursor => cursor.PassedSequence).SingleOrDefaultAsync(cancellationToken);

    // Every step of every worker in storage would leave a dead row each; a lost one costs looking at it again.
    private async Task SaveAsync(
        LaneMemory lane, int pool, long saved, long passed, int unsaved, CancellationToken cancellationToken)
    {
        if (unsaved >= LookMax)
        {
            var updated = await db.LaneCursors
                .Where(cursor => cursor.WorkerId == worker && cursor.ProjectId == project.Id && cursor.Pool == pool)
                .ExecuteUpdateAsync(set => set.SetProperty(cursor => cursor.PassedSequence, passed), cancellationToken);
            if (updated == 0)
                await AddCursorAsync(pool, passed, cancellationToken);
            (saved, unsaved) = (passed, 0);
        }
        lane.TakenSince = 0;
        // What was seen of a transaction that is not committed may yet be otherwise.
        db.Notes.AfterCommit(() => (lane.Passed, lane.Saved, lane.Unsaved) = (passed, saved, unsaved));
    }

    private Task<int> AddCursorAsync(int pool, long passed, CancellationToken cancellationToken)
    {
        db.LaneCursors.Add(new()
        {
            WorkerId = worker,
            ProjectId = project.Id,
            Pool = pool,
            OrganizationId = project.OrganizationId,
            PassedSequence = passed,
        });
        return db.SaveChangesAsync(cancellationToken);
    }
}
