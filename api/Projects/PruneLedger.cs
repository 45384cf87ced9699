using ActiveLabel.Api.Storage;
using ActiveLabel.Domain.Projects;
using Microsoft.EntityFrameworkCore;
using Quartz;

namespace ActiveLabel.Api.Projects;

/// <summary>
/// Takes away totals that newer ones have followed: only a project's last row is read. A few stay, for whoever has to
/// find out what happened.
/// </summary>
public sealed class PruneLedger(IDbContextFactory<ActiveLabelDb> databases, Writing writing)
{
    public const int Kept = 1_000;

    private const int ProjectsOfPage = 100;
    private const int ChunkSize = 5_000;

    /// <returns>How many rows went.</returns>
    public async Task<int> ExecuteAsync(CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        for (var (last, pruned) = (new ProjectId(0), 0); ;)
        {
            var after = last;
            var page = await db.Projects.AsNoTracking().Where(project => project.Id > after)
                .OrderBy(project => project.Id).Take(ProjectsOfPage).Select(project => project.Id)
                .ToListAsync(cancellationToken);
            foreach (var project in page)
                pruned += await PruneAsync(db, project, cancellationToken);
            if (page.Count < ProjectsOfPage)
                return pruned;
            last = page[^1];
        }
    }

    private async Task<int> PruneAsync(ActiveLabelDb db, ProjectId project, CancellationToken cancellationToken)
    {
        var rows = db.Ledger.AsNoTracking().Where(entry => entry.ProjectId == project);
        var keepsFrom = await rows.OrderByDescending(entry => entry.Sequence).Skip(Kept - 1)
            .Select(entry => (long?)entry.Sequence).FirstOrDefaultAsync(cancellationToken);
        for (var pruned = 0; ;)
        {
            var old = await rows.Where(entry => entry.Sequence < keepsFrom).OrderBy(entry => entry.Sequence)
                .Take(ChunkSize).Select(entry => entry.Sequence).ToListAsync(cancellationToken);
            var upTo = old.LastOrDefault();
            if (old.Count > 0)
                pruned += await writing.ExecuteAsync(
                    (changed, token) => changed.Ledger
                        .Where(entry => entry.ProjectId == project && entry.Sequence <= upTo)
                        .ExecuteDeleteAsync(token),
                    cancellationToken);
            if (old.Count < ChunkSize)
                return pruned;
        }
    }
}

[DisallowConcurrentExecution]
public sealed class PruneLedgerJob(PruneLedger pruneLedger) : IJob
{
    public static readonly TimeSpan Interval = TimeSpan.FromHours(1);

    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default)
        => await pruneLedger.ExecuteAsync(cancellationToken);
}
