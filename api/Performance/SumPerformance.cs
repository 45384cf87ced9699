using ActiveLabel.Api.Consensus;
using ActiveLabel.Api.Events;
using ActiveLabel.Api.Storage;
using ActiveLabel.Domain.Decisions;
using ActiveLabel.Domain.Items;
using ActiveLabel.Domain.Judgements;
using ActiveLabel.Domain.Projects;
using ActiveLabel.Domain.Workers;
using Microsoft.EntityFrameworkCore;

namespace ActiveLabel.Api.Performance;

/// <summary>
/// Sums up what workers did, by day, from a project's events: after the judgement, never within it, so that the sums
/// cost a claim or a judgement nothing. The place up to which events are in the sums is kept with them, in one
/// transaction: each event counts once, over restarts and replicas.
/// </summary>
public sealed class SumPerformance(IDbContextFactory<ActiveLabelDb> databases, Writing writing, TimeProvider time)
{
    public const int PageSize = 200;
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);

    /// <summary>Pages summed at a time; what is left comes at the next.</summary>
    private const int PagesMax = 50;

    /// <returns>How many events were looked at, over all projects.</returns>
    public async Task<int> ExecuteAsync(CancellationToken cancellationToken)
    {
        var count = 0;
        foreach (var project in await FindBehindAsync(cancellationToken))
            for (var page = 0; page < PagesMax; page++)
            {
                var summed = await writing.ExecuteAsync(
                    new(project.OrganizationId, project.Id),
                    (db, token) => SumPageAsync(db, project, token),
                    cancellationToken);
                count += summed;
                if (summed < PageSize)
                    break;
            }
        return count;
    }

    private async Task<List<Project>> FindBehindAsync(CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await db.Projects.AsNoTracking()
            .Where(project => db.Events.Any(happened => happened.ProjectId == project.Id
                && happened.Sequence > (db.PerformanceCursors.Where(cursor => cursor.ProjectId == project.Id)
                    .Select(cursor => (long?)cursor.Sequence).FirstOrDefault() ?? 0)))
            .OrderBy(project => project.Id).ToListAsync(cancellationToken);
    }

    private async Task<int> SumPageAsync(ActiveLabelDb db, Project project, CancellationToken cancellationToken)
    {
        var cursor = await db.PerformanceCursors.SingleOrDefaultAsync(
            known => known.ProjectId == project.Id, cancellationToken)
            ?? db.PerformanceCursors.Add(new()
            {
                ProjectId = project.Id,
                OrganizationId = project.OrganizationId,
            }).Entity;
        var from = cursor.Sequence;
        // Two that sum the same project: the one that comes second finds the place moved, and leaves it at that.
        var events = await db.Events.AsNoTracking()
            .Where(happened => happened.ProjectId == project.Id && happened.Sequence > from)
            .OrderBy(happened => happened.Sequence).Take(PageSize).ToListAsync(cancellationToken);
        if (events.Count == 0)
            return 0;
        cursor.Sequence = events[^1].Sequence;
        await db.SaveChangesAsync(cancellationToken);
        var sums = new PerformanceSums(db, project);
        await AddJudgementsAsync(db, project, events, sums, cancellationToken);
        await AddSkipsAsync(db, events, sums, cancellationToken);
        await AddReviewsAsync(db, events, sums, cancellationToken);
        await AddAgreementAsync(db, project, events, sums, cancellationToken);
        await db.SaveChangesAsync(cancellationToken);
        if (sums.Workers.Count > 0)
            await EventLog.AppendAsync(
                db,
                project.OrganizationId,
                project.Id,
                new(),
                [.. sums.Workers.Order(WorkerOrder).Select(worker => new NewEvent(
                    EventKind.WorkerChanged, WorkerId: worker))],
                time.GetUtcNow(),
                cancellationToken);
        return events.Count;
    }

    private static readonly Comparer<WorkerId> WorkerOrder =
        Comparer<WorkerId>.Create((left, right) => left.Value.CompareTo(right.Value));

    private static async Task AddJudgementsAsync(
        ActiveLabelDb db,
        Project project,
        List<ProjectEvent> events,
        PerformanceSums sums,
        CancellationToken cancellationToken)
    {
        var ids = events.Where(happened => happened.Kind == EventKind.JudgementSubmitted)
            .Select(happened => EventDetails.Find<JudgementId>(happened, "judgementId")).OfType<JudgementId>().ToList();
        if (ids.Count == 0)
            return;
        var judgements = await (
            from judgement in db.Judgements.AsNoTracking()
            where ids.Contains(judgement.Id)
            join task in db.Tasks on judgement.TaskId equals task.Id
            select new Judged(judgement, task.StepKey)).ToListAsync(cancellationToken);
        var claims = await FindClaimsAsync(db, judgements, cancellationToken);
        var rates = await db.PayRates.AsNoTracking().Where(rate => rate.ProjectId == project.Id)
            .OrderBy(rate => rate.Id).ToListAsync(cancellationToken);
        foreach (var (judgement, step) in judgements)
        {
            var day = await sums.DayAsync(judgement.WorkerId, judgement.SubmittedAt, step, cancellationToken);
            day.JudgementCount++;
            day.ActiveSeconds += judgement.HandlingSeconds;
            var claimed = claims[(judgement.ItemId, judgement.WorkerId)]
                .Where(at => at <= judgement.SubmittedAt).Select(at => (DateTimeOffset?)at).Max();
            day.WallSeconds += claimed is { } since ? (judgement.SubmittedAt - since).TotalSeconds : 0;
            if (rates.FindLast(rate => rate.From <= judgement.SubmittedAt) is { AmountMinor: > 0 } rate)
                await sums.PayAsync(judgement.WorkerId, rate, cancellationToken);
        }
    }

    // An item has few claims: they are found by the item, and never counted over the project.
    private static async Task<ILookup<(ItemId, WorkerId), DateTimeOffset>> FindClaimsAsync(
        ActiveLabelDb db, List<Judged> judgements, CancellationToken cancellationToken)
    {
        var items = judgements.Select(judged => (ItemId?)judged.Judgement.ItemId).Distinct().ToList();
        var claims = await db.Events.AsNoTracking()
            .Where(happened => items.Contains(happened.ItemId) && happened.Kind == EventKind.TaskClaimed)
            .Select(happened => new { happened.ItemId, happened.WorkerId, happened.At }).ToListAsync(cancellationToken);
        return claims.Where(claim => claim.ItemId is not null && claim.WorkerId is not null)
            .ToLookup(claim => (claim.ItemId!.Value, claim.WorkerId!.Value), claim => claim.At);
    }

    private static async Task AddSkipsAsync(
        ActiveLabelDb db, List<ProjectEvent> events, PerformanceSums sums, CancellationToken cancellationToken)
    {
        var skipped = events.Where(happened => happened.Kind == EventKind.TaskSkipped).ToList();
        if (skipped.Count == 0)
            return;
        var items = skipped.Select(happened => happened.ItemId).OfType<ItemId>().Distinct().ToList();
        var skips = (await (
            from task in db.Tasks
            where items.Contains(task.ItemId)
            join skip in db.Skips on task.Id equals skip.TaskId
            select new { task.ItemId, task.StepKey, skip.WorkerId, skip.At }).ToListAsync(cancellationToken))
            .ToLookup(skip => (skip.ItemId, skip.WorkerId, skip.At), skip => skip.StepKey);
        foreach (var happened in skipped)
            if (happened is { ItemId: { } item, WorkerId: { } worker }
                && skips[(item, worker, happened.At)].FirstOrDefault() is { } step)
                (await sums.DayAsync(worker, happened.At, step, cancellationToken)).SkipCount++;
    }

    /// <summary>What a review or an adjudication said about each judgement, on the day of the judgement.</summary>
    private static async Task AddReviewsAsync(
        ActiveLabelDb db, List<ProjectEvent> events, PerformanceSums sums, CancellationToken cancellationToken)
    {
        var decided = events.Where(happened => happened is { Kind: EventKind.ItemDecided, ItemId: not null })
            .Select(happened => (happened.ItemId!.Value, happened.At)).ToHashSet();
        if (decided.Count == 0)
            return;
        var items = decided.Select(pair => pair.Value).Distinct().ToList();
        var told = await (
            from feedback in db.Feedback.AsNoTracking()
            where items.Contains(feedback.ItemId)
            join judgement in db.Judgements on feedback.JudgementId equals judgement.Id
            join task in db.Tasks on judgement.TaskId equals task.Id
            select new { Feedback = feedback, judgement.SubmittedAt, task.StepKey }).ToListAsync(cancellationToken);
        foreach (var each in told.Where(each => decided.Contains((each.Feedback.ItemId, each.Feedback.At))))
        {
            var day = await sums.DayAsync(
                each.Feedback.WorkerId, each.SubmittedAt, each.StepKey, cancellationToken);
            day.ReviewedCount++;
            if (each.Feedback.Outcome != FeedbackOutcome.Confirmed)
                day.ReversedCount++;
        }
    }

    /// <summary>What is done has a consensus: each judgement of it is compared with that, on its own day.</summary>
    private static async Task AddAgreementAsync(
        ActiveLabelDb db,
        Project project,
        List<ProjectEvent> events,
        PerformanceSums sums,
        CancellationToken cancellationToken)
    {
        var items = events.Where(happened => happened.Kind == EventKind.ItemDone)
            .Select(happened => happened.ItemId).OfType<ItemId>().Distinct().ToList();
        if (items.Count == 0)
            return;
        var question = project.Schema.Questions[0];
        var labels = await db.Consensus.AsNoTracking()
            .Where(consensus => items.Contains(consensus.ItemId) && consensus.QuestionKey == question.Key)
            .ToDictionaryAsync(consensus => consensus.ItemId, consensus => consensus.Label, cancellationToken);
        var judgements = await (
            from judgement in db.Judgements.AsNoTracking()
            where items.Contains(judgement.ItemId)
            join task in db.Tasks on judgement.TaskId equals task.Id
            select new Judged(judgement, task.StepKey)).ToListAsync(cancellationToken);
        foreach (var (judgement, step) in judgements)
            if (labels.TryGetValue(judgement.ItemId, out var label))
            {
                var day = await sums.DayAsync(judgement.WorkerId, judgement.SubmittedAt, step, cancellationToken);
                day.ComparedCount++;
                if (UpdateConsensus.LabelOf(question, judgement.Answers) == label)
                    day.AgreedCount++;
            }
    }

    private sealed record Judged(Judgement Judgement, string StepKey);
}
