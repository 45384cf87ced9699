using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;
using ActiveLabel.Api.Consensus;
using ActiveLabel.Api.Events;
using ActiveLabel.Api.Gold;
using ActiveLabel.Api.Graph;
using ActiveLabel.Api.Storage;
using ActiveLabel.Api.Tasks;
using ActiveLabel.Api.Workflows;
using ActiveLabel.Domain.Judgements;
using ActiveLabel.Domain.Projects;
using ActiveLabel.Domain.Tasks;
using ActiveLabel.Domain.Workers;
using Microsoft.EntityFrameworkCore;

namespace ActiveLabel.Api.Judgements;

/// <param name="IdempotencyKey">Chosen by the client, one for each judgement; a retry sends the same again.</param>
/// <param name="HandlingSeconds">How long the worker took, as the client measured it.</param>
/// <param name="SchemaVersion">Which version of the label schema was answered; null for the one in force.</param>
/// <param name="Client">
/// What it was given with; null where the client does not say. Requests from before there was one keep their hash.
/// </param>
public sealed record JudgementRequest(
    TaskId TaskId,
    long Token,
    IReadOnlyList<Answer> Answers,
    string IdempotencyKey,
    double HandlingSeconds = 0,
    int? SchemaVersion = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] JudgementClient? Client = null);

/// <summary>What became of a judgement: recorded, or refused for one of the reasons a caller can act on.</summary>
public abstract record SubmitResult
{
    /// <summary>Recorded, now or by an earlier request with the same key.</summary>
    /// <param name="Next">The next task, where it was asked for and the judgement was recorded now.</param>
    /// <param name="IsRight">
    /// Whether it was right, where the answer was known beforehand and the project tells at once; else null.
    /// </param>
    public sealed record Recorded(Judgement Judgement, ClaimResult? Next = null, bool? IsRight = null) : SubmitResult;

    /// <summary>The lease ran out, was given back, or the task went to a later lease; claim again.</summary>
    public sealed record LeaseLost : SubmitResult, IRefusal;

    /// <summary>The task wants no more judgements, though its lease had not run out.</summary>
    public sealed record TaskClosed : SubmitResult, IRefusal;

    public sealed record InvalidAnswer(string Problem) : SubmitResult, IRefusal;

    /// <summary>The worker no longer has what the task requires.</summary>
    public sealed record NotEligible(IReadOnlyList<UnmetRule> Unmet) : SubmitResult, IRefusal;

    /// <summary>Another version of the label schema is in force; read it and answer that.</summary>
    public sealed record WrongSchemaVersion(int InForce) : SubmitResult, IRefusal;

    /// <summary>The key was used for another judgement; use a new key.</summary>
    public sealed record IdempotencyConflict : SubmitResult, IRefusal;
}

/// <summary>
/// Records a judgement: fence, validation, slot, consensus, router, totals and events in one transaction; and claims
/// the next task in it, where that is asked for.
/// </summary>
public class SubmitJudgement(Writing writing, ClaimTasks claimTasks)
{
    /// <summary>One day: whoever took longer did not work on it all the time.</summary>
    public const double HandlingSecondsMax = 86_400;

    private static readonly JsonSerializerOptions HashedAs = new(JsonSerializerDefaults.Web);

    public Task<SubmitResult> ExecuteAsync(
        Project project, Claimant claimant, JudgementRequest request, CancellationToken cancellationToken)
        => ExecuteAsync(project, claimant, request, claimNext: false, cancellationToken);

    /// <param name="claimNext">Whether the worker wants another task in the same round trip.</param>
    public Task<SubmitResult> ExecuteAsync(
        Project project,
        Claimant claimant,
        JudgementRequest request,
        bool claimNext,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(project);
        ArgumentNullException.ThrowIfNull(request);
        return writing.ExecuteAsync(
            new(project.OrganizationId, project.Id),
            (db, token) => SubmitAsync(db, project, claimant, request, claimNext, token),
            cancellationToken);
    }

    /// <summary>Lets a slot through as it is. A test takes the fence away here, to see that it is missed.</summary>
    internal virtual HeldSlot? Fence(HeldSlot? slot) => slot;

    private async Task<SubmitResult> SubmitAsync(
        ActiveLabelDb db,
        Project project,
        Claimant claimant,
        JudgementRequest request,
        bool claimNext,
        CancellationToken cancellationToken)
    {
        var worker = claimant.Worker;
        var hash = HashOf(request);
        var slot = Fence(await HeldSlot.FindAsync(db, project, worker, request, cancellationToken));
        if (slot is not { HasEarlier: false, IsHeld: true }
            && await FindEarlierAsync(db, worker, request, hash, cancellationToken) is { } earlier)
            return earlier;
        if (request.SchemaVersion is { } version && version != project.Schema.Version)
            return new SubmitResult.WrongSchemaVersion(project.Schema.Version);
        if (Problem(project.Schema, request) is { } problem)
            return new SubmitResult.InvalidAnswer(problem);
        if (slot is not { IsHeld: true } || slot.Entry.ProjectId != project.Id)
            return new SubmitResult.LeaseLost();
        if (await EligiblePools.FindUnmetAsync(
            db, project, claimant, slot.Standing, slot.Requirement, slot.Entry.ItemId, slot.Now, cancellationToken)
            is { Count: > 0 } unmet)
            return new SubmitResult.NotEligible(unmet);
        if (slot.Entry.State == QueueState.Closed)
            // It may be this very request, come twice at once, that closed it.
            return await FindEarlierAsync(db, worker, request, hash, cancellationToken)
                ?? new SubmitResult.TaskClosed();
        if (await RecordAsync(db, project, worker, slot, request, hash, cancellationToken) is not { } judgement)
            // The same request may have come twice at once, and the other one was first.
            return await FindEarlierAsync(db, worker, request, hash, cancellationToken) ?? new SubmitResult.LeaseLost();
        var isRight = await SettleAsync(db, project, slot, judgement, cancellationToken);
        return new SubmitResult.Recorded(
            judgement,
            claimNext ? await claimTasks.ApplyAsync(db, project, claimant, count: 1, cancellationToken) : null,
            project.Gold is { GivesFeedback: true } ? isRight : null);
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

    /// <returns>Null when the slot is no longer leased under the token.</returns>
    private static async Task<Judgement?> RecordAsync(
        ActiveLabelDb db,
        Project project,
        WorkerId worker,
        HeldSlot slot,
        JudgementRequest request,
        string hash,
        CancellationToken cancellationToken)
    {
        var recorded = await Sql.QueryAsync(
            db,
            SqlDialect.Of(db.Database).Queue.RecordJudgement,
            [
                ("@task", request.TaskId.Value),
                ("@worker", worker.Value),
                ("@token", slot.Token),
                ("@organization", project.OrganizationId.Value),
                ("@project", project.Id.Value),
                ("@item", slot.Entry.ItemId.Value),
                ("@number", slot.Number),
                ("@schemaVersion", project.Schema.Version),
                ("@instructionsVersion", project.InstructionsVersion),
                ("@answers", JsonColumn.Text(request.Answers)),
                ("@key", request.IdempotencyKey),
                ("@hash", hash),
                ("@handlingSeconds", request.HandlingSeconds),
                ("@now", InstantConverter.ToMicroseconds(slot.Now)),
                ("@client", request.Client is { } client ? JsonColumn.Text(client) : null),
            ],
            row => new JudgementId(row.GetInt64(0)),
            cancellationToken);
        return recorded is [var id] ? JudgementOf(id, project, worker, slot, request, hash) : null;
    }

    /// <summary>What follows from a recorded judgement.</summary>
    /// <returns>Whether it was right, where that was known beforehand; else null.</returns>
    private static async Task<bool?> SettleAsync(
        ActiveLabelDb db,
        Project project,
        HeldSlot slot,
        Judgement judgement,
        CancellationToken cancellationToken)
    {
        var (now, entry) = (judgement.SubmittedAt, slot.Entry);
        var change = await UpdateConsensus.ApplyAsync(db, project, entry.ItemId, now, cancellationToken);
        if (entry.Pool >= Pool.GoldFrom)
        {
            var (isRight, asked) = await ScoreGold.ApplyAsync(db, project, judgement, cancellationToken);
            await LogAsync(db, project, judgement, change, asked, slot.Cost, cancellationToken);
            return isRight;
        }
        var move = await RouteTask.ApplyAsync(
            db, project, entry, change, judgement.WorkerId, now, cancellationToken);
        await LogAsync(db, project, judgement, change, move, slot.Cost, cancellationToken);
        return null;
    }

    private static Task LogAsync(
        ActiveLabelDb db,
        Project project,
        Judgement judgement,
        ConsensusChange change,
        ItemMove move,
        double cost,
        CancellationToken cancellationToken)
    {
        var details = JsonSerializer.Serialize(
            new
            {
                JudgementId = GlobalId.Of(judgement.Id),
                change.Consensus.Label,
                change.Consensus.Confidence,
                change.Consensus.JudgementCount,
                Action = move.Decision?.Action.ToString(),
                Cause = move.Decision?.Reason.Cause.ToString(),
                move.Decision?.Reason.Observed,
            },
            HashedAs);
        List<NewEvent> events =
            [new(EventKind.JudgementSubmitted, judgement.ItemId, judgement.WorkerId, details), .. move.Events];
        var totals = new CounterChange(
            DoneItems: move.DoneItems,
            Judgements: 1,
            SlotsWanted: move.SlotsWanted - 1,
            SlotsLeased: move.SlotsLeased - 1,
            JudgedItems: change.IsFirst ? 1 : 0,
            ConfidenceSum: change.ConfidenceChange,
            HandlingSeconds: judgement.HandlingSeconds,
            Spent: cost);
        return EventLog.AppendAsync(
            db, project.OrganizationId, project.Id, totals, events, judgement.SubmittedAt, cancellationToken);
    }

    private static Judgement JudgementOf(
        JudgementId id, Project project, WorkerId worker, HeldSlot slot, JudgementRequest request, string hash) => new()
        {
            Id = id,
            OrganizationId = project.OrganizationId,
            ProjectId = project.Id,
            ItemId = slot.Entry.ItemId,
            TaskId = request.TaskId,
            WorkerId = worker,
            SlotNumber = slot.Number,
            SchemaVersion = project.Schema.Version,
            InstructionsVersion = project.InstructionsVersion,
            Answers = request.Answers,
            IdempotencyKey = request.IdempotencyKey,
            RequestHash = hash,
            HandlingSeconds = request.HandlingSeconds,
            Client = request.Client,
            SubmittedAt = slot.Now,
        };

    private static string? Problem(LabelSchema schema, JudgementRequest request)
    {
        if (string.IsNullOrWhiteSpace(request.IdempotencyKey)
            || request.IdempotencyKey.Length > JudgementMapping.IdempotencyKeyLengthMax)
            return $"The idempotency key must have 1 to {JudgementMapping.IdempotencyKeyLengthMax} characters.";
        return request.HandlingSeconds is not (>= 0 and <= HandlingSecondsMax)
            ? $"handlingSeconds must lie between 0 and {HandlingSecondsMax:0}."
            : request.Client?.Validate() ?? schema.Problem(request.Answers);
    }

    private static string HashOf(JudgementRequest request)
        => Convert.ToHexStringLower(SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(request, HashedAs)));
}
