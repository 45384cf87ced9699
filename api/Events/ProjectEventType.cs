using System.Text.Json;
using ActiveLabel.Api.Graph;
using ActiveLabel.Api.Items;
using ActiveLabel.Api.Security;
using ActiveLabel.Api.Storage;
using ActiveLabel.Api.Workers;
using ActiveLabel.Api.Workflows;
using ActiveLabel.Domain.Items;
using ActiveLabel.Domain.Projects;
using GraphQL;
using GraphQL.DataLoader;

namespace ActiveLabel.Api.Events;

/// <summary>Something that happened in a project.</summary>
[Allow(Audience.Staff)]
public sealed class ProjectEventType(ProjectEvent happened)
{
    /// <summary>Its place in the order of the project's events; subscriptions resume after it.</summary>
    public string Cursor => Graph.Cursor.Of(happened.Sequence);

    /// <summary>What happened.</summary>
    public EventKind Kind => happened.Kind;
    public DateTimeOffset At => happened.At;

    /// <summary>The item it happened to; null where it was none.</summary>
    public IDataLoaderResult<ItemType?>? Item(Caller caller, [FromServices] Batches batches)
        => happened.ItemId is { } item
            ? batches.Find(caller, item, ItemType.FetchAsync).Then(found => found is null ? null : new ItemType(found))
            : null;

    /// <summary>Who did it; null where it was no worker.</summary>
    public IDataLoaderResult<WorkerType?>? Worker(Caller caller, [FromServices] Batches batches)
        => happened.WorkerId is { } worker
            ? batches.Find(caller, worker, WorkerType.FetchAsync)
                .Then(found => found is null ? null : new WorkerType(found, happened.ProjectId))
            : null;

    /// <summary>The state that the item had afterwards; null where the event is none of its workflow's.</summary>
    public ItemState? State => TimelineDetails.Of(happened)?.State;

    /// <summary>
    /// Key of the step that the item was in afterwards; null where the event is none of its workflow's.
    /// </summary>
    public string? Step => TimelineDetails.Of(happened)?.Step;

    /// <summary>Why the item moved; null where it did not.</summary>
    public RouteReasonType? Cause => TimelineDetails.Of(happened)?.Reason is { } reason ? new(reason) : null;

    /// <summary>Who did it, as the audit log names him; null where a worker or the server did.</summary>
    public string? Actor => TimelineDetails.Of(happened)?.Actor;

    /// <summary>What else there is to say.</summary>
    public JsonElement Details => JsonType.Read(happened.Details);

    /// <summary>
    /// Items that want the same page of their events share a query; each gets one event more than it asks.
    /// </summary>
    internal static async Task<IReadOnlyDictionary<PageOfItem, IReadOnlyList<ProjectEventType>>> FetchByItemAsync(
        ActiveLabelDb db, OrganizationId organization, IReadOnlyList<PageOfItem> pages,
        CancellationToken cancellationToken)
    {
        var all = new Dictionary<PageOfItem, IReadOnlyList<ProjectEventType>>();
        foreach (var same in pages.GroupBy(wanted => wanted.Page))
        {
            var items = same.Select(wanted => wanted.Item).ToList();
            var events = await ReadAsync(db, organization, items, same.Key, cancellationToken);
            var ordered = same.Key.IsFromTheEnd
                ? events.OrderByDescending(entry => entry.Sequence)
                : events.OrderBy(entry => entry.Sequence);
            foreach (var group in ordered.GroupBy(entry => entry.ItemId))
                if (group.Key is { } item)
                    all[new(item, same.Key)] = [.. group.Select(entry => new ProjectEventType(entry))];
        }
        return all;
    }

    private static Task<List<ProjectEvent>> ReadAsync(
        ActiveLabelDb db,
        OrganizationId organization,
        List<ItemId> items,
        PageRequest page,
        CancellationToken cancellationToken)
    {
        var (after, before) = (page.AfterKey, page.Before is null ? long.MaxValue : Graph.Cursor.Parse(page.Before));
        var count = page.Size + 1;
        return EachPage.ReadAsync(items, PageOf, cancellationToken);

        IQueryable<ProjectEvent> PageOf(ItemId item)
        {
            var events = db.Events.Where(entry => entry.OrganizationId == organization && entry.ItemId == item
                && entry.Sequence > after && entry.Sequence < before);
            return (page.IsFromTheEnd
                ? events.OrderByDescending(entry => entry.Sequence)
                : events.OrderBy(entry => entry.Sequence)).Take(count);
        }
    }
}

/// <summary>A page of what belongs to an item.</summary>
internal readonly record struct PageOfItem(ItemId Item, PageRequest Page);
