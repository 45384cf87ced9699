using ActiveLabel.Api.Events;
using ActiveLabel.Api.Storage;
using ActiveLabel.Api.Workflows;
using ActiveLabel.Domain.Decisions;
using ActiveLabel.Domain.Judgements;
using ActiveLabel.Domain.Projects;
using ActiveLabel.Domain.Workflows;
using Microsoft.EntityFrameworkCore;

namespace ActiveLabel.Api.Decisions;

/// <summary>What is to be done about an exception: exactly one of these, or nothing to let it go on.</summary>
/// <param name="Answers">What stands.</param>
/// <param name="SendTo">Key of the step it goes to.</param>
/// <param name="Cancel">Whether the item is not wanted any more.</param>
public sealed record Resolution(
    IReadOnlyList<Answer>? Answers = null, string? SendTo = null, bool Cancel = false);

/// <summary>What became of a request about an exception.</summary>
public abstract record ExceptionResult
{
    public sealed record Changed(ItemException Exception) : ExceptionResult;

    public sealed record NotFound : ExceptionResult, IRefusal;

    public sealed record ResolvedAlready : ExceptionResult, IRefusal;

    public sealed record Invalid(string Problem) : ExceptionResult, IRefusal;
}

/// <summary>Gives an exception an owner, and resolves it.</summary>
public sealed class ResolveException(Writing writing)
{
    /// <param name="owner">As the organization names people; null for nobody.</param>
    public Task<ExceptionResult> AssignAsync(
        Project project, ItemExceptionId id, string? owner, string actor, CancellationToken cancellationToken)
        => ChangeAsync(
            project,
            id,
            async (db, exception, moving, now, token) =>
            {
                if (owner is { Length: 0 or > ItemException.OwnerLengthMax })
                    return new ExceptionResult.Invalid($"An owner has 1 to {ItemException.OwnerLengthMax} characters.");
                exception.Owner = owner;
                await AppendAsync(db, moving, new(), [], actor, owner, now, token);
                return new ExceptionResult.Changed(exception);
            },
            cancellationToken);

    public Task<ExceptionResult> ResolveAsync(
        Project project,
        ItemExceptionId id,
        Resolution resolution,
        string? comment,
        string actor,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(project);
        ArgumentNullException.ThrowIfNull(resolution);
        return ChangeAsync(
            project,
            id,
            async (db, exception, moving, now, token) => Problem(project, moving, resolution, comment) is { } problem
                ? new ExceptionResult.Invalid(problem)
                : await ResolveAsync(db, exception, moving, resolution, comment, actor, now, token),
            cancellationToken);
    }

    private static async Task<ExceptionResult> ResolveAsync(
        ActiveLabelDb db,
        ItemException exception,
        MovingItem moving,
        Resolution resolution,
        string? comment,
        string actor,
        DateTimeOffset now,
        CancellationToken cancellationToken)
    {
        CounterChange totals;
        IReadOnlyList<NewEvent> events;
        exception.Resolve(KindOf(resolution), actor, comment, now);
        if (resolution.Cancel)
        {
            totals = await ChangeItem.CancelAsync(db, moving, actor, comment, now, cancellationToken) ?? new();
            events = [new TimelineDetails(moving.Item.State, moving.Item.StepKey, Comment: comment)
                .ToEvent(EventKind.ItemCancelled, moving.Item.Id, new(Actor: actor))];
        }
        else if (resolution.SendTo is { } to)
            (totals, events) = await SendItem.ApplyAsync(
                db, moving, moving.Version, to, SignalKind.Sent, new(Actor: actor), now, cancellationToken);
        else
            (totals, events) = await GoOnAsync(
                db, moving, resolution.Answers ?? [], comment, actor, now, cancellationToken);
        await AppendAsync(db, moving, totals, events, actor, comment, now, cancellationToken);
        return new ExceptionResult.Changed(exception);
    }

    private static async Task<(CounterChange Totals, IReadOnlyList<NewEvent> Events)> GoOnAsync(
        ActiveLabelDb db,
        MovingItem moving,
        IReadOnlyList<Answer> answers,
        string? comment,
        string actor,
        DateTimeOffset now,
        CancellationToken cancellationToken)
    {
        var (rows, totals) = await DecideConsensus.ApplyAsync(
            db, moving.Project, moving.Item.Id, answers, now, cancellationToken);
        if (answers.Count > 0)
        {
            var decision = new Decision
            {
                OrganizationId = moving.Project.OrganizationId,
                ProjectId = moving.Project.Id,
                ItemId = moving.Item.Id,
                Actor = actor,
                Kind = DecisionKind.Resolution,
                Answers = answers,
                Reason = comment,
                At = now,
            };
            db.Decisions.Add(decision);
            await db.SaveChangesAsync(cancellationToken);
            await GiveFeedback.ApplyAsync(db, decision, cancellationToken);
        }
        var beliefs = await ReadBeliefs.ReadAsync(
            db, moving.Project, moving.Item.Id, moving.Workflow.Needs(), rows, cancellationToken);
        var move = await MoveItem.ApplyAsync(
            db, moving, new(SignalKind.Decided, now, beliefs), new(Actor: actor), cancellationToken);
        return (totals + move.Totals, move.Events);
    }

    private static string? Problem(Project project, MovingItem moving, Resolution resolution, string? comment)
    {
        if (comment?.Length > ItemException.CommentLengthMax)
            return $"A comment has at most {ItemException.CommentLengthMax} characters.";
        if (resolution.SendTo is { } to && moving.Workflow.Find(to) is null)
            return $"The workflow of the item has no step '{to}'.";
        return resolution.Answers is { } answers ? project.Schema.Problem(answers) : null;
    }

    private static ExceptionResolution KindOf(Resolution resolution) => resolution switch
    {
        { Cancel: true } => ExceptionResolution.Cancelled,
        { SendTo: not null } => ExceptionResolution.Sent,
        { Answers: not null } => ExceptionResolution.Answered,
        _ => ExceptionResolution.Dismissed,
    };

    private Task<ExceptionResult> ChangeAsync(
        Project project,
        ItemExceptionId id,
        Func<ActiveLabelDb, ItemException, MovingItem, DateTimeOffset, CancellationToken, Task<ExceptionResult>> change,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(project);
        return writing.ExecuteAsync<ExceptionResult>(
            new(project.OrganizationId, project.Id),
            async (db, token) =>
            {
                var item = await db.Exceptions.Where(known => known.Id == id && known.ProjectId == project.Id)
                    .Select(known => (Domain.Items.ItemId?)known.ItemId).SingleOrDefaultAsync(token);
                // The exception is read after its item is held fast: two who resolve it come one after the other.
                if (item is not { } itemId
                    || await MovingItem.LockAsync(db, project, itemId, token) is not { } moving)
                    return new ExceptionResult.NotFound();
                var exception = await db.Exceptions.SingleAsync(known => known.Id == id, token);
                if (exception.ResolvedAt is not null)
                    return new ExceptionResult.ResolvedAlready();
                var now = await SqlDialect.Of(db.Database).ReadClockAsync(db, token);
                return await change(db, exception, moving, now, token);
            },
            cancellationToken);
    }

    private static Task AppendAsync(
        ActiveLabelDb db,
        MovingItem moving,
        CounterChange totals,
        IReadOnlyList<NewEvent> events,
        string actor,
        string? comment,
        DateTimeOffset now,
        CancellationToken cancellationToken)
        => ItemChangeLog.AppendAsync(
            db,
            moving.Project,
            totals,
            [
                new TimelineDetails(moving.Item.State, moving.Item.StepKey, Comment: comment)
                    .ToEvent(EventKind.ExceptionChanged, moving.Item.Id, new(Actor: actor)),
                .. events,
            ],
            now,
            cancellationToken);
}
