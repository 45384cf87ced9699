using ActiveLabel.Api.Storage;
using ActiveLabel.Api.Tasks;
using ActiveLabel.Domain.Items;
using ActiveLabel.Domain.Projects;
using ActiveLabel.Domain.Tasks;
using ActiveLabel.Domain.Workers;
using ActiveLabel.Domain.Workflows;
using Microsoft.EntityFrameworkCore;

namespace ActiveLabel.Api.Gold;

/// <summary>
/// The task of a gold item. It waits in a pool of its own, from which a claim draws now and then; it asks for one
/// judgement at a time, and for the next as soon as it has one.
/// </summary>
internal static class GoldTask
{
    /// <returns>Its id; it wants one judgement.</returns>
    public static async Task<TaskId> OpenAsync(
        ActiveLabelDb db,
        Project project,
        Item item,
        Step step,
        WorkflowVersion version,
        CancellationToken cancellationToken)
    {
        var pool = await PoolAsync(db, project, step, version.Pools[step.Key], cancellationToken);
        var task = OpenTask.First(project, item, step);
        // It is of no visit: the item's way does not depend on it.
        task.IsVoid = true;
        db.Tasks.Add(task);
        await db.SaveChangesAsync(cancellationToken);
        await QueueLanes.AddExclusiveAsync(
            db, OpenTask.EntryOf(project, item, task, pool, required: 1), cancellationToken);
        await db.SaveChangesAsync(cancellationToken);
        return task.Id;
    }

    // Gold asks of a worker what the step's own tasks ask.
    private static async Task<int> PoolAsync(
        ActiveLabelDb db, Project project, Step step, int pool, CancellationToken cancellationToken)
    {
        var number = Pool.GoldFrom + pool;
        if (await db.Pools.AnyAsync(
            known => known.ProjectId == project.Id && known.Number == number, cancellationToken))
            return number;
        db.Pools.Add(Pool.OfGold(
            project, number, step.Key, step.Requirement ?? WorkerRequirement.Everybody, step.CostPerJudgement));
        await db.SaveChangesAsync(cancellationToken);
        return number;
    }
}
