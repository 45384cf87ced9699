using ActiveLabel.Api.Graph;
using ActiveLabel.Api.Projects;
using ActiveLabel.Api.Security;
using ActiveLabel.Api.Storage;
using ActiveLabel.Api.Transport;
using ActiveLabel.Domain.Items;
using GraphQL;
using Microsoft.EntityFrameworkCore;

namespace ActiveLabel.Api.Events;

public sealed class EventQueries
{
    private static readonly NumberKey<ProjectEvent, long> Sequence = new("at", happened => happened.Sequence);

    /// <summary>
    /// Everything that happened in a project, in its order: the history of what subscriptions tell. A cursor of either
    /// is a cursor of the other.
    /// </summary>
    /// <param name="where">Only those for which all of it holds.</param>
    /// <param name="order">At most one field.</param>
    [Allow(Audience.Staff)]
    public static async Task<Connection<ProjectEventType>> Events(
        Caller caller,
        [FromServices] ProjectAccess access,
        [FromServices] IDbContextFactory<ActiveLabelDb> databases,
        [Id] string projectId,
        CancellationToken cancellationToken,
        int? first = null,
        string? after = null,
        int? last = null,
        string? before = null,
        ProjectEventFilterInput? where = null,
        IReadOnlyList<ProjectEventSortInput>? order = null)
    {
        var page = new PageRequest(first, after, last, before);
        var project = await access.GetAsync(caller, projectId, cancellationToken);
        await using var db = await databases.OpenAsync(caller.Tenancy, cancellationToken);
        var events = new ListQuery<ProjectEvent>(
            db, db.Events.AsNoTracking().Where(happened => happened.ProjectId == project.Id), Sequence);
        return await events.Where(where, (all, filter) => filter.ApplyTo(all)).ReadAsync(
            page, order, happened => new ProjectEventType(happened), cancellationToken);
    }
}

/// <summary>Which events: all that is said must hold.</summary>
/// <param name="Kind">
/// By what happened. What happens with every task and item is found with 'itemId' alone, the rest by itself:
/// QUEUE_RERANKED to ALERT_RAISED.
/// </param>
/// <param name="ItemId">By the item it happened to.</param>
/// <param name="And">All of these hold, too; 3 deep at the most.</param>
/// <param name="Or">At least one of these holds, too; 20 alternatives at the most.</param>
public sealed record ProjectEventFilterInput(
    FilterInput<EventKind>? Kind = null,
    IdFilterInput? ItemId = null,
    IReadOnlyList<ProjectEventFilterInput>? And = null,
    IReadOnlyList<ProjectEventFilterInput>? Or = null) : IFilterInput<ProjectEventFilterInput>
{
    internal ListQuery<ProjectEvent> ApplyTo(ListQuery<ProjectEvent> events)
    {
        if (ItemId?.Read<ItemId>() is { } items)
        {
            events.Where("itemId", [.. items.Select(item => (ItemId?)item)], happened => happened.ItemId);
            return Kind?.Read() is { } any ? events.Where(happened => any.Contains(happened.Kind)) : events;
        }
        if (Kind?.Read() is not { } kinds)
            return events;
        if (kinds.Any(kind => kind is < ProjectEventMapping.FirstRare or > ProjectEventMapping.LastRare))
            throw new RefusalError(
                RefusalError.BadUserInput, "No index knows events of this kind by themselves; name their items too.");
        // The two constants are the condition of the index.
        return events.Where("kind", kinds, happened => happened.Kind).Where(happened =>
            happened.Kind >= ProjectEventMapping.FirstRare && happened.Kind <= ProjectEventMapping.LastRare);
    }
}

/// <summary>An order of events.</summary>
/// <param name="At">By when they happened.</param>
public sealed record ProjectEventSortInput(SortDirection? At = null) : ISortInput
{
    IReadOnlyList<(string Key, SortDirection? Direction)> ISortInput.Keys() => [("at", At)];
}
