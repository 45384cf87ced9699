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
    /// <param name="cost">Of a judgement or decision, from now on; that of the gold beside it too.</param>
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
        double cost,
        CancellationToken cancellationToken)
    {
        var hash = Pool.HashOf(stepKey, requirement, isExclusiveOnItem);
        var pools = db.Pools.AsNoTracking().Where(
            pool => pool.ProjectId == project.Id && pool.Number < Pool.GoldFrom);
        var known = await pools.Where(pool => pool.Hash == hash).Select(pool => (int?)pool.Number)
            .SingleOrDefaultAsync(cancellationToken);
        if (known is { } number)
        {
            await db.Pools
                .Where(pool => pool.ProjectId == project.Id
                    && (pool.Number == number || pool.Number == Pool.GoldFrom + number) && pool.Cost != cost)
                .ExecuteUpdateAsync(set => set.SetProperty(pool => pool.Cost, cost), cancellationToken);
            return number;
        }
        var next = 1 + (await pools.MaxAsync(pool => (int?)pool.Number, cancellationToken) ?? -1);
        if (next >= Pool.CountMax)
            return null;
        db.Pools.Add(Pool.Of(project, next, stepKey, requirement, isExclusiveOnItem, cost));
        await db.SaveChangesAsync(cancellationToken);
        return next;
    }
}
