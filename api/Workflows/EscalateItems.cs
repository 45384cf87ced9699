using ActiveLabel.Api.Storage;
using ActiveLabel.Domain.Items;
using ActiveLabel.Domain.Projects;
using ActiveLabel.Domain.Workflows;
using Microsoft.EntityFrameworkCore;
using Quartz;

namespace ActiveLabel.Api.Workflows;

/// <summary>Sends items that have been in a step for longer than it allows to where the step says.</summary>
public sealed class EscalateItems(IDbContextFactory<ActiveLabelDb> databases, Writing writing)
{
    private const int PageSize = 200;

    /// <summary>What is overdue is found by its own index, over all projects; what is not costs nothing.</summary>
    /// <returns>How many items went on.</returns>
    public async Task<int> ExecuteAsync(CancellationToken cancellationToken)
    {
        var escalated = 0;
        while (true)
        {
            var moved = 0;
            foreach (var (item, project) in await FindAsync(cancellationToken))
                moved += await EscalateAsync(item, project, cancellationToken) ? 1 : 0;
            escalated += moved;
            if (moved < PageSize)
                return escalated;
        }
    }

    private async Task<List<(ItemId Item, Project Project)>> FindAsync(CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var now = await SqlDialect.Of(db.Database).ReadClockAsync(db, cancellationToken);
        var overdue = await (
            from item in db.Items
            join project in db.Projects on item.ProjectId equals project.Id
            where item.DueAt <= now
            orderby item.DueAt
            select new { item.Id, Project = project }).AsNoTracking().Take(PageSize).ToListAsync(cancellationToken);
        return overdue.ConvertAll(found => (found.Id, found.Project));
    }

    private Task<bool> EscalateAsync(ItemId item, Project project, CancellationToken cancellationToken)
        => writing.ExecuteAsync(
            new(project.OrganizationId, project.Id),
            async (db, token) =>
            {
                var moving = await MovingItem.LockAsync(db, project, item, token);
                var now = await SqlDialect.Of(db.Database).ReadClockAsync(db, token);
                // It may have gone on since it was found.
                if (moving is null || moving.Item.DueAt is not { } due || due > now)
                    return false;
                var beliefs = await ReadBeliefs.ReadAsync(
                    db, project, item, moving.Workflow.Needs(), known: [], token);
                var move = await MoveItem.ApplyAsync(
                    db, moving, new(SignalKind.Aged, now, beliefs), Mover.Server, token);
                await ItemChangeLog.AppendAsync(db, project, move.Totals, move.Events, now, token);
                return true;
            },
            cancellationToken);
}

[DisallowConcurrentExecution]
public sealed class EscalateItemsJob(EscalateItems escalateItems) : IJob
{
    public static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);

    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default)
        => await escalateItems.ExecuteAsync(cancellationToken);
}
