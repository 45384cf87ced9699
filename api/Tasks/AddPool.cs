using ActiveLabel.Api.Storage;
using ActiveLabel.Domain.Projects;
using ActiveLabel.Domain.Tasks;
using ActiveLabel.Domain.Workers;
using Microsoft.EntityFrameworkCore;

namespace ActiveLabel.Api.Tasks;

/// <summary>Finds the pool of a step and a requirement, or adds it: a part of the transaction that needs it.</summary>
internal static class AddPool
{
    /// <param name="requirement">Valid.</param>
    /// <returns>
    /// The pool's number, saved; null when the project has as many pools as it may. Two that add the same at once: one
    /// of them fails on the key, and finds the other's on its second look.
    /// </returns>
    public static async Task<int?> ApplyAsync(
        ActiveLabelDb db,
        Project project,
        string stepKey,
        WorkerRequirement requirement,
        bool isExclusiveOnItem,
        CancellationToken cancellationToken)
    {
        var hash = Pool.HashOf(stepKey, requirement, isExclusiveOnItem);
        var pools = db.Pools.AsNoTracking().Where(
            pool => pool.ProjectId == project.Id && pool.Number < Pool.GoldFrom);
        var known = await pools.Where(pool => pool.Hash == hash).Select(pool => (int?)pool.Number)
            .SingleOrDefaultAsync(cancellationToken);
        if (known is not null)
            return known;
        var next = 1 + (await pools.MaxAsync(pool => (int?)pool.Number, cancellationToken) ?? -1);
        if (next >= Pool.CountMax)
            return null;
        db.Pools.Add(Pool.Of(project, next, stepKey, requirement, isExclusiveOnItem));
        await db.SaveChangesAsync(cancellationToken);
        return next;
    }
}
