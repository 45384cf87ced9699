using ActiveLabel.Api.Events;
using ActiveLabel.Api.Storage;
using ActiveLabel.Api.Tasks;
using ActiveLabel.Api.Workflows;
using ActiveLabel.Domain.Decisions;
using ActiveLabel.Domain.Items;
using ActiveLabel.Domain.Judgements;
using ActiveLabel.Domain.Projects;
using ActiveLabel.Domain.Tasks;
using ActiveLabel.Domain.TruthInference;
using ActiveLabel.Domain.Workers;
using ActiveLabel.Domain.Workflows;
using Microsoft.EntityFrameworkCore;

namespace ActiveLabel.Api.Decisions;

/// <param name="Verdict">Of a review; null for an adjudication.</param>
/// <param name="Answers">What stands; none where a review accepts or rejects.</param>
/// <param name="Reason">Why; it reaches the authors of the judgements.</param>
public sealed record DecisionRequest(
    TaskId TaskId,
    long Token,
    Verdict? Verdict,
    IReadOnlyList<Answer> Answers,
    string? Reason,
    string IdempotencyKey,
    double HandlingSeconds = 0);

/// <summary>What became of a decision: recorded, or refused for one of the reasons a caller can act on.</summary>
public abstract record DecisionResult
{
    /// <summary>Recorded, now or by an earlier request with the same key.</summary>
    public sealed record Recorded(Decision Decision) : DecisionResult;

    public sealed record LeaseLost : DecisionResult, IRefusal;

    public sealed record Invalid(string Problem) : DecisionResult, IRefusal;

    /// <summary>The task is for something else.</summary>
    public sealed record WrongStep(StepKind Kind) : DecisionResult, IRefusal;

    /// <summary>The worker no longer has what the task requires.</summary>
    public sealed record NotEligible(IReadOnlyList<UnmetRule> Unmet) : DecisionResult, IRefusal;

    /// <summary>The worker has judged the item himself.</summary>
    public sealed record OwnWork : DecisionResult, IRefusal;

    public sealed record IdempotencyConflict : DecisionResult, IRefusal;
}

/// <summary>
/// Records what a reviewer or an adjudicator decided on a task: fence, validation, slot, consensus, feedback to the
/// authors, workflow, totals and events in one transaction.
/// </summary>
public sealed class SubmitDecision(Writing writing)
{
    public Task<DecisionResult> ExecuteAsync(
        Project project, Claimant claimant, DecisionRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(project);
        ArgumentNullException.ThrowIfNull(request);
        return writing.ExecuteAsync(
            new(project.OrganizationId, project.Id),
            (db, token) => SubmitAsync(db, project, claimant, request, token),
            cancellationToken);
    }

    private static async Task<DecisionResult> SubmitAsync(
        ActiveLabelDb db,
        Project project,
        Claimant claimant,
        DecisionRequest request,
        CancellationToken cancellationToken)
    {
        var worker = claimant.Worker;
        var hash = Idempotency.HashOf(request);
        if (await FindEarlierAsync(db, worker, request, hash, cancellationToken) is { } earlier)
            return earlier;
        if (DecisionCheck.Problem(project.Schema, request) is { } problem)
            return new DecisionResult.Invalid(problem);
        var kind = await db.Tasks.Where(task => task.Id == request.TaskId && task.ProjectId == project.Id)
            .Select(task => (StepKind?)task.StepKind).SingleOrDefaultAsync(cancellationToken);
        if (kind is { } wanted && wanted != (request.Verdict is null ? StepKind.Adjudicate : StepKind.Review))
            return new DecisionResult.WrongStep(wanted);

        var now = await SqlDialect.Of(db.Database).ReadClockAsync(db, cancellationToken);
        var slot = await HeldSlots.FindAsync(db, request.TaskId, worker, request.Token, now, cancellationToken);
        if (slot is null || slot.ProjectId != project.Id)
            return new DecisionResult.LeaseLost();
        if (await EligiblePools.FindUnmetAsync(db, project, slot.TaskId, claimant, now, cancellationToken)
            is { Count: > 0 } unmet)
            return new DecisionResult.NotEligible(unmet);
        if (await db.Tasks.AnyAsync(
            task => task.Id == slot.TaskId && db.Judgements.Any(
                judgement => judgement.ItemId == task.ItemId && judgement.WorkerId == worker), cancellationToken))
            return new DecisionResult.OwnWork();
        var entry = await LockAsync(db, slot, cancellationToken);
        if (entry is null)
            return await FindEarlierAsync(db, worker, request, hash, cancellationToken)
                ?? new DecisionResult.LeaseLost();
        return await RecordAsync(db, project, slot, entry, request, hash, now, cancellationToken);
    }

    /// <returns>The queue entry, locked with the filled slot; null when somebody else was first.</returns>
    private static async Task<QueueEntry?> LockAsync(ActiveLabelDb db, Slot slot, CancellationToken cancellationToken)
    {
        // The queue first, as a claim and a judgement take their locks.
        await db.Queue.Where(entry => entry.TaskId == slot.TaskId).ExecuteUpdateAsync(
            set => set.SetProperty(entry => entry.Grants, entry => entry.Grants), cancellationToken);
        var filled = await db.Slots
            .Where(held => held.TaskId == slot.TaskId && held.WorkerId == slot.WorkerId && held.Token == slot.Token
                && held.State == SlotState.Leased)
            .ExecuteUpdateAsync(set => set.SetProperty(held => held.State, SlotState.Judged), cancellationToken);
        if (filled == 0)
            return null;
        return await db.Queue.AsNoTracking().SingleAsync(entry => entry.TaskId == slot.TaskId, cancellationToken);
    }

    private static async Task<DecisionResult> RecordAsync(
        ActiveLabelDb db,
        Project project,
        Slot slot,
        QueueEntry entry,
        DecisionRequest request,
        string hash,
        DateTimeOffset now,
        CancellationToken cancellationToken)
    {
        var moving = await MovingItem.OfTaskAsync(db, project, entry, cancellationToken);
        if (!moving.IsCurrent || moving.Item.State != ItemState.Queued)
            throw new InvalidOperationException("A task that the item has left has no leases.");
        var answers = request.Verdict == Verdict.Accepted
            ? await DecisionCheck.ConsensusAsync(db, project, moving.Item.Id, cancellationToken)
            : request.Answers;
        var decision = DecisionOf(project, slot, moving.Item.Id, request, answers, hash, now);
        db.Decisions.Add(decision);
        await db.SaveChangesAsync(cancellationToken);
        await GiveFeedback.ApplyAsync(db, decision, cancellationToken);
        var (rows, totals) = request.Verdict == Verdict.Rejected
            ? ((IReadOnlyList<ItemConsensus>)[], await DecideConsensus.UndoAsync(
                db, project, moving.Item.Id, now, cancellationToken))
            : await DecideConsensus.ApplyAsync(db, project, moving.Item.Id, answers, now, cancellationToken);
        var cost = await db.Pools.Where(pool => pool.ProjectId == project.Id && pool.Number == entry.Pool)
            .Select(pool => pool.Cost).SingleAsync(cancellationToken);
        var move = await RouteTask.DecidedAsync(
            db, moving, request.Verdict, rows, slot.WorkerId, now, cancellationToken);
        await EventLog.AppendAsync(
            db,
            project.OrganizationId,
            project.Id,
            totals + move.Totals + new CounterChange(SlotsWanted: -1, SlotsLeased: -1, Spent: cost),
            [
                new TimelineDetails(moving.Item.State, moving.Item.StepKey, Comment: request.Reason)
                    .ToEvent(EventKind.ItemDecided, moving.Item.Id, new(slot.WorkerId)),
                .. move.Events,
            ],
            now,
            cancellationToken);
        return new DecisionResult.Recorded(decision);
    }

    private static async Task<DecisionResult?> FindEarlierAsync(
        ActiveLabelDb db,
        WorkerId worker,
        DecisionRequest request,
        string hash,
        CancellationToken cancellationToken)
    {
        var earlier = await db.Decisions.AsNoTracking().SingleOrDefaultAsync(
            decision => decision.WorkerId == worker && decision.IdempotencyKey == request.IdempotencyKey,
            cancellationToken);
        if (earlier is null)
            return null;
        return earlier.RequestHash == hash
            ? new DecisionResult.Recorded(earlier)
            : new DecisionResult.IdempotencyConflict();
    }

    private static Decision DecisionOf(
        Project project,
        Slot slot,
        ItemId item,
        DecisionRequest request,
        IReadOnlyList<Answer> answers,
        string hash,
        DateTimeOffset now) => new()
        {
            OrganizationId = project.OrganizationId,
            ProjectId = project.Id,
            ItemId = item,
            TaskId = slot.TaskId,
            WorkerId = slot.WorkerId,
            Kind = request.Verdict is null ? DecisionKind.Adjudication : DecisionKind.Review,
            Verdict = request.Verdict,
            Answers = answers,
            Reason = request.Reason,
            IdempotencyKey = request.IdempotencyKey,
            RequestHash = hash,
            HandlingSeconds = request.HandlingSeconds,
            At = now,
        };
}
