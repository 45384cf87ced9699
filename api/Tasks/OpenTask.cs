using ActiveLabel.Api.Storage;
using ActiveLabel.Domain.Items;
using ActiveLabel.Domain.Projects;
using ActiveLabel.Domain.Tasks;
using ActiveLabel.Domain.Workers;
using ActiveLabel.Domain.Workflows;
using Microsoft.EntityFrameworkCore;

namespace ActiveLabel.Api.Tasks;

/// <summary>Gives an item a task for a step: its first one, or one more on its way.</summary>
internal static class OpenTask
{
    private const int FirstTokenMax = 1_000_000;

    /// <summary>The first task of an item.</summary>
    public static LabelingTask First(Project project, Item item, Step step) => new()
    {
        OrganizationId = project.OrganizationId,
        ProjectId = project.Id,
        ItemId = item.Id,
        StepKey = step.Key,
        StepKind = step.Kind,
        OpenedAt = item.StepEnteredAt,
        Reason = item.Arm switch
        {
            Arm.Control => TaskReason.ControlArm,
            Arm.Calibration => TaskReason.CalibrationShare,
            Arm.Random => TaskReason.RandomArm,
            _ => project.Settings.Strategy == Strategy.Random ? TaskReason.RandomStrategy : TaskReason.ColdStart,
        },
        SelectionProbability = item.Arm switch
        {
            Arm.Control => project.Settings.Shares.Control,
            Arm.Calibration => project.Settings.Shares.Calibration,
            Arm.Random => project.Settings.Shares.Random,
            // Until a model has a say the order is random: every item is as likely as any other.
            _ => 1 - project.Settings.Shares.Control - project.Settings.Shares.Calibration
                - project.Settings.Shares.Random,
        },
    };

    /// <param name="position">
    /// Null for the first task: the random shares keep their uniform positions for good, and the ranked queue is laid
    /// over the same interval, so that any stretch of the queue holds each arm in its share.
    /// </param>
    public static QueueEntry EntryOf(
        Project project, Item item, LabelingTask task, int pool, int required, double? position = null) => new()
        {
            TaskId = task.Id,
            OrganizationId = project.OrganizationId,
            ProjectId = project.Id,
            ItemId = item.Id,
            Pool = pool,
            Position = position ?? RandomShares.RandomPosition(project.Seed, item.ExternalId),
            Required = required,
            // Tokens grow with every grant; where they begin tells nothing of how many there were.
            Grants = (long)(RandomShares.Chance(project.Seed, $"token {task.Id.Value}") * FirstTokenMax),
        };

    /// <summary>
    /// A task for an item that has come to another step: it stands where the earlier one stood, for the same reason.
    /// </summary>
    public static async Task NextAsync(
        ActiveLabelDb db,
        Project project,
        Item item,
        Step step,
        int pool,
        int required,
        CancellationToken cancellationToken)
    {
        var earlier = await (
            from task in db.Tasks
            join entry in db.Queue on task.Id equals entry.TaskId
            where task.ItemId == item.Id
            orderby task.Id descending
            select new { Task = task, entry.Position }).AsNoTracking().FirstOrDefaultAsync(cancellationToken);
        var next = First(project, item, step);
        if (earlier is not null)
        {
            (next.Reason, next.SelectionProbability) = (earlier.Task.Reason, earlier.Task.SelectionProbability);
            (next.Uncertainty, next.ScoredAt, next.ScoredBy)
                = (earlier.Task.Uncertainty, earlier.Task.ScoredAt, earlier.Task.ScoredBy);
        }
        db.Tasks.Add(next);
        await db.SaveChangesAsync(cancellationToken);
        var queued = EntryOf(project, item, next, pool, required, earlier?.Position);
        // Nobody decides about his own work, nor is asked the same again, where the step says so.
        if (step.IsExclusive)
            await QueueLanes.AddExclusiveAsync(db, queued, cancellationToken);
        else
            await QueueLanes.AddFreshAsync(db, [queued], cancellationToken);
    }

    /// <summary>Takes a task out of the queue, and back from whoever holds it.</summary>
    /// <param name="judged">Judgements given on it.</param>
    /// <returns>By how much the totals of wanted and of leased slots move.</returns>
    public static async Task<(int Wanted, int Leased)> CloseAsync(
        ActiveLabelDb db, QueueEntry entry, int judged, CancellationToken cancellationToken)
    {
        if (entry.State == QueueState.Closed)
            return (0, 0);
        var holders = await Sql.QueryAsync(
            db,
            SqlDialect.Of(db.Database).Queue.CloseTask,
            [("@task", entry.TaskId.Value)],
            row => new WorkerId(row.GetInt64(0)),
            cancellationToken);
        if (holders.Count > 0)
            await TakeBackAsync(db, entry.TaskId, holders, cancellationToken);
        return (judged - entry.Required, -holders.Count);
    }

    private static async Task TakeBackAsync(
        ActiveLabelDb db, TaskId task, List<WorkerId> holders, CancellationToken cancellationToken)
    {
        await db.Slots.Where(slot => slot.TaskId == task && slot.State == SlotState.Leased)
            .ExecuteDeleteAsync(cancellationToken);
        await db.Queue.Where(queued => queued.TaskId == task).ExecuteUpdateAsync(
            set => set.SetProperty(queued => queued.Filled, queued => queued.Filled - holders.Count),
            cancellationToken);
        // Who lost it without a fault of his own may have it again, should it come back.
        foreach (var mark in holders.Select(QueueEntry.MarkOf))
            await db.Queue.Where(queued => queued.TaskId == task).ExecuteUpdateAsync(
                set => set.SetProperty(
                    queued => queued.Excluded, queued => queued.Excluded.Replace(mark, QueueEntry.NobodyExcluded)),
                cancellationToken);
    }

    /// <summary>Puts a task into another pool; it waits at the end of those begun.</summary>
    public static Task<int> ChangePoolAsync(
        ActiveLabelDb db, QueueEntry entry, int pool, CancellationToken cancellationToken)
    {
        db.Notes.JoinsBegunLane(entry.TaskId);
        return db.Queue.Where(queued => queued.TaskId == entry.TaskId).ExecuteUpdateAsync(
            set => set
                .SetProperty(queued => queued.Pool, pool)
                .SetProperty(queued => queued.Lane, QueueLane.Begun)
                .SetProperty(queued => queued.LaneSequence, QueueWalk.AtTheEnd),
            cancellationToken);
    }

    /// <summary>Puts a closed task into the queue again.</summary>
    /// <returns>By how much the total of wanted slots moves.</returns>
    public static async Task<int> ReopenAsync(
        ActiveLabelDb db, QueueEntry entry, int judged, CancellationToken cancellationToken)
    {
        db.Notes.JoinsBegunLane(entry.TaskId);
        await db.Queue.Where(queued => queued.TaskId == entry.TaskId).ExecuteUpdateAsync(
            set => set
                .SetProperty(
                    queued => queued.State,
                    queued => queued.Filled < queued.Required ? QueueState.Open : QueueState.Full)
                .SetProperty(queued => queued.Lane, QueueLane.Begun)
                .SetProperty(queued => queued.LaneSequence, QueueWalk.AtTheEnd),
            cancellationToken);
        return entry.Required - judged;
    }
}
