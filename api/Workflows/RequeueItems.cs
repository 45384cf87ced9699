using ActiveLabel.Api.Events;
using ActiveLabel.Api.Graph;
using ActiveLabel.Api.Operations;
using ActiveLabel.Api.Storage;
using ActiveLabel.Domain.Decisions;
using ActiveLabel.Domain.Items;
using ActiveLabel.Domain.Projects;
using ActiveLabel.Domain.Workflows;
using Microsoft.EntityFrameworkCore;

namespace ActiveLabel.Api.Workflows;

/// <summary>Which items are sent where.</summary>
/// <param name="To">Key of a step of the workflow in force.</param>
/// <param name="States">Null for all but cancelled ones.</param>
/// <param name="Arms">Null for all.</param>
/// <param name="Step">Key of the step they are in; null for all.</param>
/// <param name="ExternalIds">Null for all.</param>
/// <param name="ConfidenceBelow">Of the consensus of the leading question; null for all.</param>
/// <param name="ErrorProbabilityAtLeast">Of the label errors that were found; null for all items.</param>
/// <param name="IsMachineDecided">Whether a model was the last to decide about them; null for all.</param>
public sealed record RequeueRequest(
    string To,
    IReadOnlyList<ItemState>? States = null,
    IReadOnlyList<Arm>? Arms = null,
    string? Step = null,
    IReadOnlyList<string>? ExternalIds = null,
    double? ConfidenceBelow = null,
    double? ErrorProbabilityAtLeast = null,
    bool? IsMachineDecided = null)
{
    /// <returns>What is wrong with it and what to do, or null.</returns>
    internal string? Problem()
    {
        foreach (var (name, share) in new[]
            {
                ("confidenceBelow", ConfidenceBelow), ("errorProbabilityAtLeast", ErrorProbabilityAtLeast),
            })
            if (share is not null and not (>= 0 and <= 1))
                return $"{name} is a probability, 0 to 1; correct it or leave it out.";
        return ExternalIds?.Count > PageRequest.SizeMax
            ? $"Name {PageRequest.SizeMax} external ids at the most."
            : null;
    }
}

/// <param name="Requeued">Items that were sent.</param>
/// <param name="WithoutAnswer">Items that stayed: nobody and no model has answered what was to be done.</param>
public sealed record RequeueResult(int Requeued, int WithoutAnswer);

/// <summary>Sends all items of a filter to a step, a chunk in a transaction.</summary>
public sealed class RequeueItems(
    IDbContextFactory<ActiveLabelDb> databases, Writing writing, OperationQueue queue, TimeProvider time)
{
    private const int ChunkSize = 50;

    /// <param name="idempotencyKey">A retry gets the same run.</param>
    public async Task<StartResult> StartAsync(
        Project project, RequeueRequest request, string idempotencyKey, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(project);
        ArgumentNullException.ThrowIfNull(request);
        if (request.Problem() is { } problem)
            return new StartResult.Invalid(problem);
        return await StartResult.StartAsync(
            writing,
            queue,
            project,
            Job.RequeueItems,
            WorkflowJson.Write(request),
            new(project.OrganizationId, "requeueItems", idempotencyKey),
            (db, token) => UnknownStepAsync(db, project, request, token),
            time,
            cancellationToken);
    }

    private static async Task<string?> UnknownStepAsync(
        ActiveLabelDb db, Project project, RequeueRequest request, CancellationToken cancellationToken)
    {
        var inForce = (await SendItem.VersionInForceAsync(db, project.Id, cancellationToken)).Definition;
        if (inForce.Find(request.To) is null)
            return $"The workflow in force has no step '{request.To}'.";
        // Items may still follow an earlier version, and be in a step that only it has.
        return request.Step is { } step && inForce.Find(step) is null && !await db.Items.AnyAsync(
            item => item.ProjectId == project.Id && item.StepKey == step, cancellationToken)
            ? $"The workflow in force has no step '{step}', and no item is in a step of this name."
            : null;
    }

    internal async Task<RequeueResult> ExecuteAsync(
        Operation operation,
        Project project,
        RequeueRequest request,
        OperationProgress progress,
        CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var last = await db.Items.Where(item => item.ProjectId == project.Id)
            .MaxAsync(item => (ItemId?)item.Id, cancellationToken) ?? new(0);
        var (requeued, withoutAnswer) = (0, 0);
        for (var after = new ItemId(0); ;)
        {
            var page = await Filter(db, project, request)
                .Where(item => item.Id > after && item.StepEnteredAt < operation.CreatedAt)
                .OrderBy(item => item.Id).Take(ChunkSize).Select(item => item.Id).ToListAsync(cancellationToken);
            if (page.Count == 0)
                return new(requeued, withoutAnswer);
            var sent = await writing.ExecuteAsync(
                new(project.OrganizationId, project.Id),
                (write, token) => SendAsync(write, project, request, page, operation.CreatedAt, token),
                cancellationToken);
            (requeued, withoutAnswer) = (requeued + sent.Requeued, withoutAnswer + sent.WithoutAnswer);
            after = page[^1];
            await progress.ReportAsync((double)after.Value / Math.Max(1, last.Value), cancellationToken);
        }
    }

    private static IQueryable<Item> Filter(ActiveLabelDb db, Project project, RequeueRequest request)
    {
        var items = db.Items.AsNoTracking().Where(item => item.ProjectId == project.Id);
        items = request.States is { } states
            ? items.Where(item => states.Contains(item.State))
            : items.Where(item => item.State != ItemState.Cancelled);
        if (request.Arms is { } arms)
            items = items.Where(item => arms.Contains(item.Arm));
        if (request.Step is { } step)
            items = items.Where(item => item.StepKey == step);
        if (request.ExternalIds is { } ids)
            items = items.Where(item => ids.Contains(item.ExternalId));
        if (request.ErrorProbabilityAtLeast is { } probable)
            items = items.Where(item => db.LabelErrors.Any(
                found => found.ItemId == item.Id && found.ErrorProbability >= probable));
        if (request.IsMachineDecided is { } isMachineDecided)
            items = items.Where(item => isMachineDecided == (db.Decisions.Where(row => row.ItemId == item.Id)
                .OrderByDescending(row => row.Id).Select(row => (DecisionKind?)row.Kind).FirstOrDefault()
                    == DecisionKind.Machine));
        var leading = project.Schema.Questions[0].Key;
        return request.ConfidenceBelow is { } below
            ? items.Where(item => db.Consensus.Any(
                row => row.ItemId == item.Id && row.QuestionKey == leading && row.Confidence < below))
            : items;
    }

    // A run that was stopped in the middle and runs again sends nothing twice: what it sent has entered its step since.
    private static async Task<RequeueResult> SendAsync(
        ActiveLabelDb db,
        Project project,
        RequeueRequest request,
        List<ItemId> page,
        DateTimeOffset startedAt,
        CancellationToken cancellationToken)
    {
        var version = await SendItem.VersionInForceAsync(db, project.Id, cancellationToken);
        var now = await SqlDialect.Of(db.Database).ReadClockAsync(db, cancellationToken);
        var (totals, events, sent) = (new CounterChange(), new List<NewEvent>(), 0);
        // An item is done when there is an answer to it.
        var ready = version.Definition.Find(request.To)?.Kind == StepKind.Done
            ? await AnsweredAsync(db, page, cancellationToken)
            : page;
        foreach (var id in ready)
            if (await MovingItem.LockAsync(db, project, id, cancellationToken) is { } moving
                && moving.Item.StepEnteredAt < startedAt && version.Definition.Find(request.To) is not null)
            {
                var (change, happened) = await SendItem.ApplyAsync(
                    db, moving, version, request.To, SignalKind.Sent, Mover.Server, now, cancellationToken);
                (totals, sent) = (totals + change, sent + 1);
                events.AddRange(happened);
            }
        await ItemChangeLog.AppendAsync(db, project, totals, events, now, cancellationToken);
        return new(sent, page.Count - ready.Count);
    }

    private static Task<List<ItemId>> AnsweredAsync(
        ActiveLabelDb db, List<ItemId> page, CancellationToken cancellationToken)
        => db.Items.Where(item => page.Contains(item.Id)
                && (db.Judgements.Any(judgement => judgement.ItemId == item.Id)
                    || db.Decisions.Any(decision => decision.ItemId == item.Id)))
            .OrderBy(item => item.Id).Select(item => item.Id).ToListAsync(cancellationToken);
}
