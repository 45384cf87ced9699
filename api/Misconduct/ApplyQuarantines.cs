using ActiveLabel.Api.Consensus;
using ActiveLabel.Api.Events;
using ActiveLabel.Api.Metrics;
using ActiveLabel.Api.Operations;
using ActiveLabel.Api.Storage;
using ActiveLabel.Domain.Items;
using ActiveLabel.Domain.Misconduct;
using ActiveLabel.Domain.Projects;
using Microsoft.EntityFrameworkCore;

namespace ActiveLabel.Api.Misconduct;

/// <param name="Judgements">That were set aside, or count again.</param>
/// <param name="Items">That were derived again.</param>
/// <param name="StaleModels">Versions that rest on other judgements than those that count.</param>
public sealed record ApplyQuarantinesResult(int Judgements, int Items, int StaleModels);

/// <summary>
/// Makes what is derived from the judgements of a project follow its quarantines, exactly: afterwards it is what the
/// recorded facts give without the judgements that are set aside. In chunks; a run that was stopped goes on where it
/// was, because each step looks at what is and not at what was done.
/// </summary>
public sealed class ApplyQuarantines(
    IDbContextFactory<ActiveLabelDb> databases,
    Writing writing,
    EstimateReliability estimateReliability,
    StartOperation startOperation,
    TimeProvider time)
{
    private const int ChunkSize = 100;
    private const int ItemsChunkSize = 20;

    public async Task<ApplyQuarantinesResult> ExecuteAsync(
        Project project, OperationProgress? progress, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(project);
        var (judgements, items, stale) = (0, 0, 0);
        while (await FindPendingAsync(project, cancellationToken) is { Count: > 0 } pending)
        {
            foreach (var quarantine in pending)
                judgements += await SetAsync(project, quarantine, cancellationToken);
            // The reliabilities first, without what is set aside; by them the items; and all their posteriors last.
            await estimateReliability.ExecuteAsync(
                project,
                async token =>
                {
                    foreach (var quarantine in pending)
                        items += await RebuildAsync(project, quarantine, progress, token);
                },
                cancellationToken);
            stale = await CloseAsync(project, pending, cancellationToken);
        }
        if (stale > 0)
            await startOperation.ExecuteAsync(project.OrganizationId, project.Id, Job.Retrain, cancellationToken);
        return new(judgements, items, stale);
    }

    private async Task<List<Quarantine>> FindPendingAsync(Project project, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await db.Quarantines.AsNoTracking()
            .Where(quarantine => quarantine.ProjectId == project.Id && quarantine.IsPending)
            .OrderBy(quarantine => quarantine.Id).ToListAsync(cancellationToken);
    }

    private async Task<int> SetAsync(Project project, Quarantine quarantine, CancellationToken cancellationToken)
    {
        var all = 0;
        for (int some; (some = await writing.ExecuteBulkAsync(
            new(project.OrganizationId, project.Id),
            (db, token) => quarantine.LiftedAt is null
                ? SetAsideAsync(db, project, quarantine, token)
                : RestoreAsync(db, quarantine, token),
            cancellationToken)) > 0;)
            all += some;
        return all;
    }

    private static async Task<int> SetAsideAsync(
        ActiveLabelDb db, Project project, Quarantine quarantine, CancellationToken cancellationToken)
    {
        var page = await db.Judgements.AsNoTracking()
            .Where(judgement => judgement.ProjectId == project.Id && judgement.WorkerId == quarantine.WorkerId
                && !db.SetAsideJudgements.Any(
                    aside => aside.JudgementId == judgement.Id && aside.RestoredAt == null))
            .OrderBy(judgement => judgement.Id).Take(ChunkSize).ToListAsync(cancellationToken);
        if (page.Count == 0)
            return 0;
        var signals = await HoldAsync(db, [.. page.Select(judgement => judgement.ItemId)], cancellationToken);
        var now = await SqlDialect.Of(db.Database).ReadClockAsync(db, cancellationToken);
        db.SetAsideJudgements.AddRange(page.Select(judgement => new SetAsideJudgement
        {
            OrganizationId = project.OrganizationId,
            ProjectId = project.Id,
            ItemId = judgement.ItemId,
            JudgementId = judgement.Id,
            QuarantineId = quarantine.Id,
            JudgedAt = judgement.SubmittedAt,
            SetAsideAt = now,
            AfterSignal = signals.GetValueOrDefault(judgement.ItemId),
        }));
        await db.SaveChangesAsync(cancellationToken);
        return page.Count;
    }

    private static async Task<int> RestoreAsync(
        ActiveLabelDb db, Quarantine quarantine, CancellationToken cancellationToken)
    {
        var page = await db.SetAsideJudgements
            .Where(aside => aside.QuarantineId == quarantine.Id && aside.RestoredAt == null)
            .OrderBy(aside => aside.Id).Take(ChunkSize).ToListAsync(cancellationToken);
        if (page.Count == 0)
            return 0;
        var signals = await HoldAsync(db, [.. page.Select(aside => aside.ItemId)], cancellationToken);
        var now = await SqlDialect.Of(db.Database).ReadClockAsync(db, cancellationToken);
        foreach (var aside in page)
            (aside.RestoredAt, aside.RestoredAfterSignal) = (now, signals.GetValueOrDefault(aside.ItemId));
        await db.SaveChangesAsync(cancellationToken);
        return page.Count;
    }

    // No signal comes while the items' tasks are held fast: which was the last one stays true.
    private static async Task<Dictionary<ItemId, long>> HoldAsync(
        ActiveLabelDb db, List<ItemId> items, CancellationToken cancellationToken)
    {
        await db.Queue.Where(entry => db.Tasks.Any(task => task.Id == entry.TaskId && items.Contains(task.ItemId)))
            .ExecuteUpdateAsync(
                set => set.SetProperty(entry => entry.Grants, entry => entry.Grants), cancellationToken);
        return await db.Signals.Where(signal => items.Contains(signal.ItemId)).GroupBy(signal => signal.ItemId)
            .Select(same => new { Item = same.Key, Last = same.Max(signal => signal.Id) })
            .ToDictionaryAsync(last => last.Item, last => last.Last, cancellationToken);
    }

    private async Task<int> RebuildAsync(
        Project project, Quarantine quarantine, OperationProgress? progress, CancellationToken cancellationToken)
    {
        var (last, count) = (0L, 0);
        var all = Math.Max(1, await CountAsync(quarantine, cancellationToken));
        while (true)
        {
            var page = await PageAsync(quarantine, last, cancellationToken);
            if (page.Count == 0)
                return count;
            await writing.ExecuteBulkAsync(
                new(project.OrganizationId, project.Id),
                (db, token) => RebuildAsync(db, project, [.. page.Select(aside => aside.ItemId).Distinct()], token),
                cancellationToken);
            count += page.Select(aside => aside.ItemId).Distinct().Count();
            last = page[^1].Id;
            if (progress is not null)
                await progress.ReportAsync((double)count / all, cancellationToken);
        }
    }

    private async Task<int> CountAsync(Quarantine quarantine, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await db.SetAsideJudgements.CountAsync(
            aside => aside.QuarantineId == quarantine.Id, cancellationToken);
    }

    private async Task<List<SetAsideJudgement>> PageAsync(
        Quarantine quarantine, long last, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await db.SetAsideJudgements.AsNoTracking()
            .Where(aside => aside.QuarantineId == quarantine.Id && aside.Id > last)
            .OrderBy(aside => aside.Id).Take(ItemsChunkSize).ToListAsync(cancellationToken);
    }

    private static async Task<int> RebuildAsync(
        ActiveLabelDb db, Project project, List<ItemId> items, CancellationToken cancellationToken)
    {
        var now = await SqlDialect.Of(db.Database).ReadClockAsync(db, cancellationToken);
        var totals = new CounterChange();
        // One event for each: what is open again gets its place from it.
        List<NewEvent> events = [.. items.Select(_ => MetricsChanged.Event(MetricCurve.Confidence))];
        foreach (var item in items.OrderBy(item => item.Value))
            if (await RebuildItem.ApplyAsync(db, project, item, now, cancellationToken) is var (change, happened))
            {
                totals += change;
                events.AddRange(happened);
            }
        await EventLog.AppendAsync(db, project.OrganizationId, project.Id, totals, events, now, cancellationToken);
        return items.Count;
    }

    /// <summary>
    /// Says that the quarantines are applied, unless they changed meanwhile, and which models are stale.
    /// </summary>
    /// <returns>How many models are.</returns>
    private Task<int> CloseAsync(Project project, List<Quarantine> applied, CancellationToken cancellationToken)
        => writing.ExecuteAsync(
            new(project.OrganizationId, project.Id),
            async (db, token) =>
            {
                foreach (var quarantine in applied)
                    await db.Quarantines
                        .Where(known => known.Id == quarantine.Id && known.LiftedAt == quarantine.LiftedAt)
                        .ExecuteUpdateAsync(set => set.SetProperty(known => known.IsPending, false), token);
                // A version is stale when a judgement counted when it was made and does not now, or the reverse.
                var asides = db.SetAsideJudgements.Where(aside => aside.ProjectId == project.Id);
                await db.ModelVersions.Where(model => model.ProjectId == project.Id).ExecuteUpdateAsync(
                    set => set.SetProperty(model => model.IsStale, model => asides.Any(
                        aside => aside.JudgedAt < model.CreatedAt && (aside.RestoredAt == null
                            ? aside.SetAsideAt > model.CreatedAt
                            : aside.SetAsideAt <= model.CreatedAt && aside.RestoredAt > model.CreatedAt))),
                    token);
                await EventLog.AppendAsync(
                    db,
                    project.OrganizationId,
                    project.Id,
                    new(),
                    applied.ConvertAll(quarantine => new NewEvent(
                        EventKind.WorkerChanged, WorkerId: quarantine.WorkerId)),
                    time.GetUtcNow(),
                    token);
                return await db.ModelVersions.CountAsync(
                    model => model.ProjectId == project.Id && model.IsStale, token);
            },
            cancellationToken);
}
