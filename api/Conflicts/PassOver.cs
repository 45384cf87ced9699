using ActiveLabel.Api.Storage;
using ActiveLabel.Api.Tasks;
using ActiveLabel.Domain.Items;
using ActiveLabel.Domain.Projects;
using ActiveLabel.Domain.Tasks;
using ActiveLabel.Domain.Workers;
using Microsoft.EntityFrameworkCore;

namespace ActiveLabel.Api.Conflicts;

/// <summary>
/// Gives back, within the claim that found them, tasks in whose items the worker has an interest, and notes each as
/// skipped: the walk passes over it from then on, so that a conflict costs once and not at every claim.
/// </summary>
internal static class PassOver
{
    /// <param name="found">Tasks of the pool whose slots the claim has taken and not leased yet.</param>
    /// <returns>Those that are not in conflict.</returns>
    public static async Task<List<T>> ApplyAsync<T>(
        ActiveLabelDb db,
        Project project,
        WorkerId worker,
        OpenPool pool,
        List<T> found,
        Func<T, (TaskId Task, ItemId Item)> of,
        DateTimeOffset now,
        CancellationToken cancellationToken)
    {
        var conflicts = await FindConflicts.ApplyAsync(
            db, worker, pool.ConflictAttributes, found.ConvertAll(task => of(task).Item), cancellationToken);
        if (conflicts.Count == 0)
            return found;
        foreach (var task in found.Where(task => conflicts.ContainsKey(of(task).Item)).Select(task => of(task).Task))
        {
            await db.Queue.Where(entry => entry.TaskId == task).ExecuteUpdateAsync(
                set => set
                    .SetProperty(entry => entry.Filled, entry => entry.Filled - 1)
                    .SetProperty(entry => entry.State, QueueState.Open),
                cancellationToken);
            db.Skips.Add(new()
            {
                TaskId = task,
                WorkerId = worker,
                OrganizationId = project.OrganizationId,
                Reason = SkipReason.ConflictOfInterest,
                At = now,
            });
        }
        await db.SaveChangesAsync(cancellationToken);
        return found.FindAll(task => !conflicts.ContainsKey(of(task).Item));
    }
}
