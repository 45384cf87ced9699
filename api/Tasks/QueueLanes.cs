using ActiveLabel.Api.Storage;
using ActiveLabel.Domain.Projects;
using ActiveLabel.Domain.Tasks;
using Microsoft.EntityFrameworkCore;

namespace ActiveLabel.Api.Tasks;

/// <summary>
/// Puts tasks into the lanes of the queue: whoever opens one goes through here. Each is a part of a transaction that
/// ends with its events (<see cref="Events.EventLog"/>).
/// </summary>
internal static class QueueLanes
{
    /// <summary>Adds tasks that nobody has held, for anybody who may draw from their pools.</summary>
    /// <param name="entries">Of one project, new to the context; the caller saves.</param>
    public static async Task AddFreshAsync(
        ActiveLabelDb db, IReadOnlyCollection<QueueEntry> entries, CancellationToken cancellationToken)
    {
        foreach (var pool in entries.GroupBy(entry => (entry.ProjectId, entry.Pool, entry.OrganizationId)))
            await LowerFrontAsync(
                db, pool.Key.OrganizationId, pool.Key.ProjectId, pool.Key.Pool, pool.Min(entry => entry.Position),
                cancellationToken);
        db.Queue.AddRange(entries);
    }

    /// <summary>
    /// Adds a task of an item that others have worked on before: whoever judged the item, or holds a task of it, is
    /// excluded.
    /// </summary>
    /// <param name="entry">New to the context; the caller saves.</param>
    public static async Task AddExclusiveAsync(
        ActiveLabelDb db, QueueEntry entry, CancellationToken cancellationToken)
    {
        var judged = await db.Judgements.Where(judgement => judgement.ItemId == entry.ItemId)
            .Select(judgement => judgement.WorkerId).Distinct().ToListAsync(cancellationToken);
        var holding = await (
            from task in db.Tasks
            where task.ItemId == entry.ItemId
            join slot in db.Slots on task.Id equals slot.TaskId
            select slot.WorkerId).Distinct().ToListAsync(cancellationToken);
        entry.Excluded = QueueEntry.ExcludedOf(judged.Union(holding).OrderBy(worker => worker.Value));
        (entry.Lane, entry.LaneSequence) = (QueueLane.Begun, QueueWalk.AtTheEnd);
        db.Queue.Add(entry);
        db.Notes.JoinsBegunLane(entry.TaskId);
    }

    /// <summary>One more judgement of the task is asked for.</summary>
    public static Task AskForOneMoreAsync(ActiveLabelDb db, TaskId task, CancellationToken cancellationToken)
    {
        db.Notes.JoinsBegunLane(task);
        return Sql.ExecuteAsync(
            db,
            SqlDialect.Of(db.Database).Queue.AskForOneMore,
            [("@task", task.Value), ("@end", QueueWalk.AtTheEnd)],
            cancellationToken);
    }

    /// <summary>A slot of the task is free again.</summary>
    /// <param name="isForWorker">Whether the worker who held it may have it again.</param>
    public static async Task FreeSlotAsync(
        ActiveLabelDb db, Slot slot, bool isForWorker, CancellationToken cancellationToken)
    {
        var mark = QueueEntry.MarkOf(slot.WorkerId);
        db.Notes.JoinsBegunLane(slot.TaskId);
        await db.Queue.Where(entry => entry.TaskId == slot.TaskId).ExecuteUpdateAsync(
            set => set
                .SetProperty(entry => entry.Filled, entry => entry.Filled - 1)
                .SetProperty(
                    entry => entry.State,
                    entry => entry.State == QueueState.Closed ? QueueState.Closed : QueueState.Open)
                .SetProperty(entry => entry.Lane, QueueLane.Begun)
                .SetProperty(entry => entry.LaneSequence, QueueWalk.AtTheEnd)
                .SetProperty(
                    entry => entry.Excluded,
                    entry => isForWorker
                        ? entry.Excluded.Replace(mark, QueueEntry.NobodyExcluded)
                        : entry.Excluded),
            cancellationToken);
    }

    /// <summary>Moves the fronts of a pool's lanes on to their first open tasks.</summary>
    public static async Task<int> AdvanceFrontAsync(
        ActiveLabelDb db, Project project, int pool, CancellationToken cancellationToken)
    {
        var version = await db.QueueFronts.Where(front => front.ProjectId == project.Id && front.Pool == pool)
            .Select(front => (long?)front.Version).SingleOrDefaultAsync(cancellationToken);
        if (version is null)
            await AddFrontAsync(db, project.OrganizationId, project.Id, pool, -FrontEnd, cancellationToken);
        return await Sql.ExecuteAsync(
            db,
            SqlDialect.Of(db.Database).Queue.AdvanceFront,
            [("@project", project.Id.Value), ("@pool", pool), ("@version", version ?? 0), ("@end", FrontEnd)],
            cancellationToken);
    }

    private const double FrontEnd = 1e300;

    private static async Task LowerFrontAsync(
        ActiveLabelDb db,
        OrganizationId organization,
        ProjectId project,
        int pool,
        double position,
        CancellationToken cancellationToken)
    {
        var lowered = await Sql.ExecuteAsync(
            db,
            SqlDialect.Of(db.Database).Queue.LowerFront,
            [("@project", project.Value), ("@pool", pool), ("@position", position)],
            cancellationToken);
        // Two that add the front at once: one fails on the key, and finds the other's on its second look.
        if (lowered == 0)
            await AddFrontAsync(db, organization, project, pool, position, cancellationToken);
    }

    private static Task<int> AddFrontAsync(
        ActiveLabelDb db,
        OrganizationId organization,
        ProjectId project,
        int pool,
        double freshFrom,
        CancellationToken cancellationToken)
    {
        db.QueueFronts.Add(new()
        {
            ProjectId = project,
            Pool = pool,
            OrganizationId = organization,
            FreshFrom = freshFrom,
        });
        return db.SaveChangesAsync(cancellationToken);
    }
}
