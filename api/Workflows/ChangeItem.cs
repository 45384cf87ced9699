using ActiveLabel.Api.Events;
using ActiveLabel.Api.Storage;
using ActiveLabel.Api.Tasks;
using ActiveLabel.Domain.Decisions;
using ActiveLabel.Domain.Items;
using ActiveLabel.Domain.Projects;
using ActiveLabel.Domain.Workflows;
using Microsoft.EntityFrameworkCore;

namespace ActiveLabel.Api.Workflows;

/// <summary>Pauses, resumes, cancels and re-opens single items.</summary>
public sealed class ChangeItem(Writing writing)
{
    /// <summary>Nobody gets the item until it is resumed; who holds its task loses it.</summary>
    /// <param name="actor">Who does it, as the audit log names him.</param>
    public Task<ItemChange> PauseAsync(
        Project project, ItemId item, string actor, string? comment, CancellationToken cancellationToken)
        => ChangeAsync(
            project,
            item,
            async (db, moving, now, token) => await PauseAsync(db, moving, token) is { } totals
                ? (totals, [EventOf(EventKind.ItemPaused, moving, actor, comment)])
                : null,
            cancellationToken);

    public Task<ItemChange> ResumeAsync(
        Project project, ItemId item, string actor, string? comment, CancellationToken cancellationToken)
        => ChangeAsync(
            project,
            item,
            async (db, moving, now, token) =>
            {
                if (!moving.Item.TryResume(moving.Step))
                    return null;
                var wanted = moving.Entry is { } entry
                    ? await OpenTask.ReopenAsync(db, entry, moving.JudgedSlots, token)
                    : 0;
                return (new(SlotsWanted: wanted), [EventOf(EventKind.ItemResumed, moving, actor, comment)]);
            },
            cancellationToken);

    /// <summary>The item is not wanted any more; what is known of it stays.</summary>
    public Task<ItemChange> CancelAsync(
        Project project, ItemId item, string actor, string? comment, CancellationToken cancellationToken)
        => ChangeAsync(
            project,
            item,
            async (db, moving, now, token) => await CancelAsync(db, moving, actor, comment, now, token) is { } totals
                ? (totals, [EventOf(EventKind.ItemCancelled, moving, actor, comment)])
                : null,
            cancellationToken);

    /// <summary>Sends an item that is done or cancelled to a step of the workflow in force.</summary>
    /// <param name="step">Key; null for the first step.</param>
    public async Task<ItemChange> ReopenAsync(
        Project project, ItemId item, string? step, string actor, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(project);
        return await writing.ExecuteAsync<ItemChange>(
            new(project.OrganizationId, project.Id),
            async (db, token) =>
            {
                if (await MovingItem.LockAsync(db, project, item, token) is not { } moving)
                    return new ItemChange.NotFound();
                if (moving.Item.State is not (ItemState.Done or ItemState.Cancelled))
                    return new ItemChange.WrongState(moving.Item.State);
                var version = await SendItem.VersionInForceAsync(db, project.Id, token);
                var to = step ?? version.Definition.Start;
                if (version.Definition.Find(to) is null)
                    return new ItemChange.UnknownStep(to);
                var now = await SqlDialect.Of(db.Database).ReadClockAsync(db, token);
                var (totals, events) = await SendItem.ApplyAsync(
                    db, moving, version, to, SignalKind.Sent, new(Actor: actor), now, token);
                await ItemChangeLog.AppendAsync(db, project, totals, events, now, token);
                return new ItemChange.Changed(moving.Item);
            },
            cancellationToken);
    }

    /// <returns>How the totals move; null where the item is not on its way.</returns>
    internal static async Task<CounterChange?> PauseAsync(
        ActiveLabelDb db, MovingItem moving, CancellationToken cancellationToken)
    {
        if (!moving.Item.TryPause())
            return null;
        var (wanted, leased) = moving.Entry is { } entry
            ? await OpenTask.CloseAsync(db, entry, moving.JudgedSlots, cancellationToken)
            : (0, 0);
        return new(SlotsWanted: wanted, SlotsLeased: leased);
    }

    /// <returns>How the totals move; null where the item is cancelled already.</returns>
    internal static async Task<CounterChange?> CancelAsync(
        ActiveLabelDb db,
        MovingItem moving,
        string actor,
        string? comment,
        DateTimeOffset now,
        CancellationToken cancellationToken)
    {
        var before = moving.Item.State;
        if (!moving.Item.TryCancel())
            return null;
        var (wanted, leased) = moving.Entry is { } entry
            ? await OpenTask.CloseAsync(db, entry, moving.JudgedSlots, cancellationToken)
            : (0, 0);
        await MoveItem.CountAsync(db, moving.Project.Id, [(moving.Item.StepKey, -1)], cancellationToken);
        var open = await db.Exceptions.SingleOrDefaultAsync(
            known => known.ItemId == moving.Item.Id && known.ResolvedAt == null, cancellationToken);
        open?.Resolve(ExceptionResolution.Cancelled, actor, comment, now);
        return new(DoneItems: before == ItemState.Done ? -1 : 0, SlotsWanted: wanted, SlotsLeased: leased);
    }

    private delegate Task<(CounterChange Totals, IReadOnlyList<NewEvent> Events)?> Change(
        ActiveLabelDb db, MovingItem moving, DateTimeOffset now, CancellationToken cancellationToken);

    private Task<ItemChange> ChangeAsync(
        Project project, ItemId item, Change change, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(project);
        return writing.ExecuteAsync<ItemChange>(
            new(project.OrganizationId, project.Id),
            async (db, token) =>
            {
                if (await MovingItem.LockAsync(db, project, item, token) is not { } moving)
                    return new ItemChange.NotFound();
                var before = moving.Item.State;
                var now = await SqlDialect.Of(db.Database).ReadClockAsync(db, token);
                if (await change(db, moving, now, token) is not var (totals, events))
                    return new ItemChange.WrongState(before);
                await ItemChangeLog.AppendAsync(db, project, totals, events, now, token);
                return new ItemChange.Changed(moving.Item);
            },
            cancellationToken);
    }

    private static NewEvent EventOf(EventKind kind, MovingItem moving, string actor, string? comment)
        => new TimelineDetails(moving.Item.State, moving.Item.StepKey, Comment: comment)
            .ToEvent(kind, moving.Item.Id, new(Actor: actor));
}
