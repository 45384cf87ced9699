using ActiveLabel.Api.Storage;
using ActiveLabel.Api.Tasks;
using ActiveLabel.Domain.Projects;
using ActiveLabel.Domain.Workers;
using Microsoft.EntityFrameworkCore;

namespace ActiveLabel.Benchmarks;

/// <summary>Database pages that a claim touched; a page that is touched twice counts twice.</summary>
/// <param name="Walk">To find the tasks and keep them.</param>
/// <param name="Transaction">By all of its statements, foreign keys and indexes included.</param>
internal readonly record struct TouchedPages(long Walk, long Transaction);

/// <summary>Counts the pages of claims.</summary>
internal sealed class QueuePages(Func<ActiveLabelDb> open, ClaimTasks claimTasks, QueueMemory memory)
{
    /// <summary>Claims one task and says what that took.</summary>
    public async Task<TouchedPages> ClaimAsync(Project project, WorkerId worker, CancellationToken cancellationToken)
    {
        await using var db = open().For(new(project.OrganizationId, project.Id));
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var pools = await db.Pools.Where(pool => pool.ProjectId == project.Id).OrderBy(pool => pool.Number)
            .Select(pool => new OpenPool(pool.Number, pool.StepKey, pool.IsExclusiveOnItem, Array.Empty<string>()))
            .ToListAsync(cancellationToken);
        var before = await PageCounter.CountAsync(db, cancellationToken);
        await new QueueWalk(memory, db, project, worker).FindAsync(pools, 1, cancellationToken);
        var between = await PageCounter.CountAsync(db, cancellationToken);
        var result = await claimTasks.ApplyAsync(db, project, worker, 1, cancellationToken);
        var after = await PageCounter.CountAsync(db, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        db.Notes.TakeAfterCommit()(new());
        return result.Leases.Count == 1
            ? new(between - before, after - between)
            : throw new InvalidOperationException($"There was no task: {result.WhyNoTask}.");
    }
}
