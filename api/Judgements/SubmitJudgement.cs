using System.Security.Cryptography;
using System.Text.Json;
using ActiveLabel.Api.Consensus;
using ActiveLabel.Api.Events;
using ActiveLabel.Api.Graph;
using ActiveLabel.Api.Storage;
using ActiveLabel.Api.Tasks;
using ActiveLabel.Domain.Items;
using ActiveLabel.Domain.Judgements;
using ActiveLabel.Domain.Projects;
using ActiveLabel.Domain.Tasks;
using ActiveLabel.Domain.Workers;
using Microsoft.EntityFrameworkCore;

namespace ActiveLabel.Api.Judgements;

/// <param name="IdempotencyKey">Chosen by the client, one for each judgement; a retry sends the same again.</param>
/// <param name="HandlingSeconds">How long the worker took, as the client measured it.</param>
public sealed record JudgementRequest(
    TaskId TaskId, long Token, IReadOnlyList<Answer> Answers, string IdempotencyKey, double HandlingSeconds = 0);

/// <summary>What became of a judgement: recorded, or refused for one of the reasons a caller can act on.</summary>
public abstract record SubmitResult
{
    /// <summary>Recorded, now or by an earlier request with the same key.</summary>
    public sealed record Recorded(Judgement Judgement) : SubmitResult;

    /// <summary>The lease ran out, was given back, or the task went to a later lease; claim again.</summary>
    public sealed record LeaseLost : SubmitResult, IRefusal;

    public sealed record InvalidAnswer(string Problem) : SubmitResult, IRefusal;

    /// <summary>The worker no longer has what the task requires.</summary>
    public sealed record NotEligible(IReadOnlyList<UnmetRule> Unmet) : SubmitResult, IRefusal;

    /// <summary>The key was used for another judgement; use a new key.</summary>
    public sealed record IdempotencyConflict : SubmitResult, IRefusal;
}

/// <summary>
/// Records a judgement: fence, validation, slot, consensus, router, totals and events in one transaction.
/// </summary>
public sealed class SubmitJudgement(Writing writing)
{
    /// <summary>One day: whoever took longer did not work on it all the time.</summary>
    public const double HandlingSecondsMax = 86_400;

    private static readonly JsonSerializerOptions HashedAs = new(JsonSerializerDefaults.Web);

    public Task<SubmitResult> ExecuteAsync(
        Project project, Claimant claimant, JudgementRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(project);
        ArgumentNullException.ThrowIfNull(request);
        return writing.ExecuteAsync(
            new(project.OrganizationId, project.Id),
            (db, token) => SubmitAsync(db, project, claimant, request, token),
            cancellationToken);
    }

    private static async Task<SubmitResult> SubmitAsync(
        ActiveLabelDb db,
        Project project,
        Claimant claimant,
        JudgementRequest request,
        CancellationToken cancellationToken)
    {
        var worker = claimant.Worker;
        var hash = HashOf(request);
        if (await FindEarlierAsync(db, worker, request, hash, cancellationToken) is { } earlier)
            return earlier;
        if (Problem(project.Schema, request) is { } problem)
            return new SubmitResult.InvalidAnswer(problem);

        var now = await SqlDialect.Of(db.Database).ReadClockAsync(db, cancellationToken);
        var slot = await HeldSlots.FindAsync(db, request.TaskId, worker, request.Token, now, cancellationToken);
        if (slot?.ProjectId == project.Id && await EligiblePools.FindUnmetAsync(
            db, project, request.TaskId, claimant, now, cancellationToken) is { Count: > 0 } unmet)
            return new SubmitResult.NotEligible(unmet);
        if (slot is null || slot.ProjectId != project.Id || !await FillAsync(db, slot, cancellationToken))
            // The same request may have come twice at once, and the other one was first.
            return await FindEarlierAsync(db, worker, request, hash, cancellationToken) ?? new SubmitResult.LeaseLost();

        return new SubmitResult.Recorded(
            await RecordAsync(db, project, slot, request, hash, now, cancellationToken));
    }

    private static async Task<SubmitResult?> FindEarlierAsync(
        ActiveLabelDb db,
        WorkerId worker,
        JudgementRequest request,
        string hash,
        CancellationToken cancellationToken)
    {
        var earlier = await db.Judgements.AsNoTracking().SingleOrDefaultAsync(
            judgement => judgement.WorkerId == worker && judgement.IdempotencyKey == request.IdempotencyKey,
            cancellationToken);
        if (earlier is null)
            return null;
        return earlier.RequestHash == hash
            ? new SubmitResult.Recorded(earlier)
            : new SubmitResult.IdempotencyConflict();
    }

    private static async Task<bool> FillAsync(ActiveLabelDb db, Slot slot, CancellationToken cancellationToken)
        => await db.Slots
            .Where(held => held.TaskId == slot.TaskId && held.WorkerId == slot.WorkerId && held.Token == slot.Token
                && held.State == SlotState.Leased)
            .ExecuteUpdateAsync(set => set.SetProperty(held => held.State, SlotState.Judged), cancellationToken) == 1;

    private static async Task<Judgement> RecordAsync(
        ActiveLabelDb db,
        Project project,
        Slot slot,
        JudgementRequest request,
        string hash,
        DateTimeOffset now,
        CancellationToken cancellationToken)
    {
        // Locks the task: two judgements that come at once see each other when they ask whether the task is complete.
        await db.Queue.Where(entry => entry.TaskId == slot.TaskId).ExecuteUpdateAsync(
            set => set.SetProperty(entry => entry.Grants, entry => entry.Grants), cancellationToken);
        var entry = await db.Queue.AsNoTracking().SingleAsync(e => e.TaskId == slot.TaskId, cancellationToken);
        var judgement = JudgementOf(project, slot, entry.ItemId, request, hash, now);
        db.Judgements.Add(judgement);
        await db.SaveChangesAsync(cancellationToken);
        await db.Memberships.Where(m => m.ProjectId == project.Id && m.WorkerId == slot.WorkerId).ExecuteUpdateAsync(
            set => set.SetProperty(m => m.JudgementCount, m => m.JudgementCount + 1), cancellationToken);
        var change = await UpdateConsensus.ApplyAsync(db, project, entry.ItemId, now, cancellationToken);
        var next = await RouteTask.ApplyAsync(db, project, entry, change.Consensus, now, cancellationToken);
        await LogAsync(db, project, judgement, change, next, cancellationToken);
        return judgement;
    }

    private static Task LogAsync(
        ActiveLabelDb db,
        Project project,
        Judgement judgement,
        ConsensusChange change,
        NextStep next,
        CancellationToken cancellationToken)
    {
        var details = JsonSerializer.Serialize(
            new
            {
                JudgementId = GlobalId.Of(judgement.Id),
                change.Consensus.Label,
                change.Consensus.Confidence,
                change.Consensus.JudgementCount,
            },
            HashedAs);
        List<NewEvent> events =
            [new(EventKind.JudgementSubmitted, judgement.ItemId, judgement.WorkerId, details)];
        if (next == NextStep.Done)
            events.Add(new(EventKind.ItemDone, judgement.ItemId));
        var totals = new CounterChange(
            DoneItems: next == NextStep.Done ? 1 : 0,
            Judgements: 1,
            SlotsWanted: next == NextStep.OneMore ? 0 : -1,
            SlotsLeased: -1,
            JudgedItems: change.IsFirst ? 1 : 0,
            ConfidenceSum: change.ConfidenceChange,
            HandlingSeconds: judgement.HandlingSeconds);
        return EventLog.AppendAsync(
            db, project.OrganizationId, project.Id, totals, events, judgement.SubmittedAt, cancellationToken);
    }

    private static Judgement JudgementOf(
        Project project, Slot slot, ItemId item, JudgementRequest request, string hash, DateTimeOffset now) => new()
        {
            OrganizationId = project.OrganizationId,
            ProjectId = project.Id,
            ItemId = item,
            TaskId = slot.TaskId,
            WorkerId = slot.WorkerId,
            SlotNumber = slot.Number,
            SchemaVersion = project.Schema.Version,
            Answers = request.Answers,
            IdempotencyKey = request.IdempotencyKey,
            RequestHash = hash,
            HandlingSeconds = request.HandlingSeconds,
            SubmittedAt = now,
        };

    private static string? Problem(LabelSchema schema, JudgementRequest request)
    {
        if (string.IsNullOrWhiteSpace(request.IdempotencyKey)
            || request.IdempotencyKey.Length > JudgementMapping.IdempotencyKeyLengthMax)
            return $"The idempotency key must have 1 to {JudgementMapping.IdempotencyKeyLengthMax} characters.";
        if (request.Answers.Count != schema.Questions.Count
            || schema.Questions.Any(question => request.Answers.All(answer => answer.QuestionKey != question.Key)))
            return "Answer each question of the label schema once: "
                + string.Join(", ", schema.Questions.Select(question => question.Key)) + ".";
        if (request.HandlingSeconds is not (>= 0 and <= HandlingSecondsMax))
            return $"handlingSeconds must lie between 0 and {HandlingSecondsMax:0}.";
        return request.Answers
            .Select(answer => answer.Value.Validate(schema.Find(answer.QuestionKey)!))
            .FirstOrDefault(problem => problem is not null);
    }

    private static string HashOf(JudgementRequest request)
        => Convert.ToHexStringLower(SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(request, HashedAs)));
}
