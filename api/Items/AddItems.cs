using System.Text.Json.Nodes;
using ActiveLabel.Api.Events;
using ActiveLabel.Api.Gold;
using ActiveLabel.Api.Storage;
using ActiveLabel.Api.Workflows;
using ActiveLabel.Domain.Gold;
using ActiveLabel.Domain.Items;
using ActiveLabel.Domain.Projects;
using Microsoft.EntityFrameworkCore;

namespace ActiveLabel.Api.Items;

/// <param name="Data">A JSON object.</param>
/// <param name="Gold">Key of the choice that is known to answer the leading question; null where none is known.</param>
public sealed record NewItem(string ExternalId, string Data, string Attributes = "{}", string? Gold = null);

/// <param name="AddedCount">Items that were new.</param>
/// <param name="UnchangedCount">Items that were there already.</param>
/// <param name="Different">Places of items whose external id is there with other content; the first one stays.</param>
public sealed record AddedItems(int AddedCount, int UnchangedCount, IReadOnlyList<int> Different);

/// <summary>
/// Adds items with their tasks to a project, a chunk at a time; adding the same again changes nothing.
/// </summary>
public sealed class AddItems(Writing writing, TimeProvider time)
{
    public const int ChunkSizeMax = 500;

    /// <param name="items">At most <see cref="ChunkSizeMax"/>; the caller streams.</param>
    public Task<AddedItems> ExecuteAsync(
        Project project, IReadOnlyList<NewItem> items, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(project);
        ArgumentNullException.ThrowIfNull(items);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(items.Count, ChunkSizeMax);
        return writing.ExecuteBulkAsync(
            new(project.OrganizationId), (db, token) => AddAsync(db, project, items, token), cancellationToken);
    }

    private async Task<AddedItems> AddAsync(
        ActiveLabelDb db, Project project, IReadOnlyList<NewItem> items, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var known = await FindAsync(db, project.Id, items, cancellationToken);
        var fresh = items.Where(item => known.TryAdd(item.ExternalId, item)).ToList();
        var different = Enumerable.Range(0, items.Count)
            .Where(place => !IsSame(items[place], known[items[place].ExternalId])).ToList();
        var result = new AddedItems(fresh.Count, items.Count - fresh.Count - different.Count, different);
        if (fresh.Count == 0)
            return result;

        var added = fresh.ConvertAll(item => NewItemOf(project, item, now));
        var start = await StartItems.BeginAsync(db, project, added, now, cancellationToken);
        db.Items.AddRange(added);
        await db.SaveChangesAsync(cancellationToken);
        db.ItemContents.AddRange(added.Zip(fresh, (item, source) => new ItemContent
        {
            ItemId = item.Id,
            OrganizationId = project.OrganizationId,
            Data = source.Data,
        }));
        var move = await start.OpenTasksAsync(db, cancellationToken);
        await EventLog.AppendAsync(
            db,
            project.OrganizationId,
            project.Id,
            new(Items: added.Count, DoneItems: move.DoneItems, SlotsWanted: move.SlotsWanted),
            [.. added.Select(item => new NewEvent(EventKind.ItemImported, item.Id)), .. move.Events],
            now,
            cancellationToken);
        await AddGold.ApplyAsync(
            db,
            project,
            [.. added.Zip(fresh).Where(pair => pair.Second.Gold is not null)
                .Select(pair => (pair.First.Id, KnownAnswers.OfLeading(project.Schema, pair.Second.Gold!)))],
            GoldSource.Upload,
            Mover.Server,
            now,
            cancellationToken);
        return result;
    }

    /// <summary>The items that the project has under the external ids.</summary>
    private static Task<Dictionary<string, NewItem>> FindAsync(
        ActiveLabelDb db, ProjectId project, IReadOnlyList<NewItem> items, CancellationToken cancellationToken)
    {
        var ids = items.Select(item => item.ExternalId).Distinct().ToList();
        var known = from item in db.Items
                    join content in db.ItemContents on item.Id equals content.ItemId
                    where item.ProjectId == project && ids.Contains(item.ExternalId)
                    select new NewItem(item.ExternalId, content.Data, item.Attributes, null);
        return known.ToDictionaryAsync(item => item.ExternalId, StringComparer.Ordinal, cancellationToken);
    }

    private static bool IsSame(NewItem one, NewItem other)
        => IsSameJson(one.Data, other.Data) && IsSameJson(one.Attributes, other.Attributes);

    private static bool IsSameJson(string one, string other)
        => one == other || JsonNode.DeepEquals(JsonNode.Parse(one), JsonNode.Parse(other));

    private static Item NewItemOf(Project project, NewItem item, DateTimeOffset now) => new()
    {
        OrganizationId = project.OrganizationId,
        ProjectId = project.Id,
        ExternalId = item.ExternalId,
        Arm = project.Settings.Shares.ArmOf(project.Seed, item.ExternalId),
        IsModelBlind = project.Settings.Shares.IsModelBlind(project.Seed, item.ExternalId),
        Attributes = item.Attributes,
        CreatedAt = now,
    };
}
