using System.Text.Json;
using ActiveLabel.Api.Graph;
using ActiveLabel.Api.Security;
using ActiveLabel.Api.Storage;
using ActiveLabel.Api.Workers;
using ActiveLabel.Domain.Items;
using ActiveLabel.Domain.Projects;
using GraphQL;
using GraphQL.DataLoader;
using Microsoft.EntityFrameworkCore;

namespace ActiveLabel.Api.Events;

/// <summary>Something that happened in a project.</summary>
[Allow(Role.Administrator)]
public sealed class ProjectEventType(ProjectEvent happened)
{
    internal long Key => happened.Sequence;

    /// <summary>Its place in the order of the project's events; subscriptions resume after it.</summary>
    public string Cursor => Graph.Cursor.Of(happened.Sequence);

    public EventKind Kind => happened.Kind;
    public DateTimeOffset At => happened.At;

    /// <summary>Who did it, where it was a worker.</summary>
    public IDataLoaderResult<WorkerType?>? Worker(Caller caller, [FromServices] Batches batches)
        => happened.WorkerId is { } worker
            ? batches.Find(caller, worker, WorkerType.FetchAsync)
                .Then(found => found is null ? null : new WorkerType(found, happened.ProjectId))
            : null;

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
        foreach (var (size, after) in pages.Select(page => (page.First, page.After)).Distinct())
        {
            var items = pages.Where(page => page.First == size && page.After == after)
                .Select(page => page.Item).ToList();
            var events = await ReadAsync(db, organization, items, size + 1, after, cancellationToken);
            foreach (var group in events.OrderBy(entry => entry.Sequence).GroupBy(entry => entry.ItemId))
                if (group.Key is { } item)
                    all[new(item, size, after)] = [.. group.Select(entry => new ProjectEventType(entry))];
        }
        return all;
    }

    // The inner condition on the items keeps the database from numbering the events of all others.
    private static Task<List<ProjectEvent>> ReadAsync(
        ActiveLabelDb db,
        OrganizationId organization,
        List<ItemId> items,
        int count,
        long after,
        CancellationToken cancellationToken)
    {
        var nullable = items.ConvertAll(item => (ItemId?)item);
        return db.Items.Where(item => item.OrganizationId == organization && items.Contains(item.Id))
            .SelectMany(item => db.Events
                .Where(entry => entry.ItemId == item.Id && nullable.Contains(entry.ItemId) && entry.Sequence > after)
                .OrderBy(entry => entry.Sequence).Take(count))
            .AsNoTracking().ToListAsync(cancellationToken);
    }
}

/// <summary>A page of what belongs to an item.</summary>
internal readonly record struct PageOfItem(ItemId Item, int First, long After);
