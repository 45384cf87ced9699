using ActiveLabel.Api.Graph;
using ActiveLabel.Api.Projects;
using ActiveLabel.Api.Security;
using ActiveLabel.Api.Storage;
using ActiveLabel.Api.Transport;
using ActiveLabel.Domain.Items;
using GraphQL;
using Microsoft.EntityFrameworkCore;

namespace ActiveLabel.Api.Items;

public sealed class ItemQueries
{
    [Allow(Audience.Staff)]
    public static async Task<ItemType?> Item(
        Caller caller,
        [FromServices] IDbContextFactory<ActiveLabelDb> databases,
        [Id] string id,
        CancellationToken cancellationToken)
    {
        if (GlobalId.Parse<ItemId>(id) is not { } itemId)
            return null;
        await using var db = await databases.OpenAsync(caller.Tenancy, cancellationToken);
        var found = await db.Items.AsNoTracking().SingleOrDefaultAsync(
            item => item.OrganizationId == caller.OrganizationId && item.Id == itemId, cancellationToken);
        return found is null ? null : new(found);
    }

    /// <summary>The items of a project, in the order they came unless another is asked for.</summary>
    /// <param name="where">Only items for which all of it holds.</param>
    /// <param name="order">At most one order; with a filter by state there is none but that of arrival.</param>
    [Allow(Audience.Staff)]
    public static async Task<Connection<ItemType>> Items(
        Caller caller,
        [FromServices] ProjectAccess access,
        [FromServices] IDbContextFactory<ActiveLabelDb> databases,
        [Id] string projectId,
        CancellationToken cancellationToken,
        int? first = null,
        string? after = null,
        int? last = null,
        string? before = null,
        ItemFilterInput? where = null,
        IReadOnlyList<ItemSortInput>? order = null)
    {
        var page = new PageRequest(first, after, last, before);
        var project = await access.GetAsync(caller, projectId, cancellationToken);
        await using var db = await databases.OpenAsync(caller.Tenancy, cancellationToken);
        var items = db.Items.AsNoTracking()
            .Where(item => item.ProjectId == project.Id);
        items = where?.Apply(items) ?? items;
        var (key, direction) = ItemSortInput.Read(order, where);
        return key == ItemSortKey.ExternalId
            ? await page.ReadByTextAsync(
                items, item => item.ExternalId, item => new ItemType(item), cancellationToken, direction)
            : await page.ReadAsync(items, item => item.Id, item => new ItemType(item), cancellationToken, direction);
    }
}

/// <summary>An order of items: one of its fields.</summary>
/// <param name="CreatedAt">By when they came.</param>
/// <param name="ExternalId">By their external ids, as the database compares text.</param>
public sealed record ItemSortInput(SortDirection? CreatedAt = null, SortDirection? ExternalId = null)
{
    /// <exception cref="RefusalError">It is no order that an index knows.</exception>
    internal static (ItemSortKey Key, bool IsDescending) Read(
        IReadOnlyList<ItemSortInput>? order, ItemFilterInput? where)
    {
        if (order is null or [])
            return (ItemSortKey.CreatedAt, false);
        if (order is not [var only] || only.CreatedAt is null == only.ExternalId is null)
            throw new RefusalError(RefusalError.BadUserInput, "Name one field in 'order'.");
        if (only.ExternalId is not null && where?.State is not null)
            throw new RefusalError(
                RefusalError.BadUserInput,
                "Items of one state are ordered by 'createdAt' alone; leave the filter out.");
        return only.ExternalId is { } byId
            ? (ItemSortKey.ExternalId, byId == SortDirection.Desc)
            : (ItemSortKey.CreatedAt, only.CreatedAt == SortDirection.Desc);
    }
}

internal enum ItemSortKey
{
    CreatedAt,
    ExternalId,
}

/// <summary>Which items: all that is said must hold.</summary>
/// <param name="Arm">By their share of the project.</param>
/// <param name="State">By how far they are.</param>
/// <param name="ExternalId">By what they are called where they come from.</param>
public sealed record ItemFilterInput(
    ArmFilterInput? Arm = null,
    ItemStateFilterInput? State = null,
    ExternalIdFilterInput? ExternalId = null)
{
    internal IQueryable<Item> Apply(IQueryable<Item> items)
    {
        if (ExternalId?.In?.Count > PageRequest.SizeMax)
            throw new RefusalError(
                RefusalError.BadUserInput, $"Ask for {PageRequest.SizeMax} external ids at a time at the most.");
        if (Arm?.Eq is { } arm)
            items = items.Where(item => item.Arm == arm);
        if (Arm?.In is { } arms)
            items = items.Where(item => arms.Contains(item.Arm));
        if (State?.Eq is { } state)
            items = items.Where(item => item.State == state);
        if (ExternalId?.Eq is { } externalId)
            items = items.Where(item => item.ExternalId == externalId);
        return ExternalId?.In is { } externalIds ? items.Where(item => externalIds.Contains(item.ExternalId)) : items;
    }
}

/// <summary>Which shares of a project.</summary>
/// <param name="Eq">This one.</param>
/// <param name="In">One of these.</param>
public sealed record ArmFilterInput(Arm? Eq = null, IReadOnlyList<Arm>? In = null);

/// <summary>Which states of an item.</summary>
/// <param name="Eq">This one.</param>
public sealed record ItemStateFilterInput(ItemState? Eq = null);

/// <summary>Which external ids.</summary>
/// <param name="Eq">This one.</param>
/// <param name="In">One of these; at most 100.</param>
public sealed record ExternalIdFilterInput(string? Eq = null, IReadOnlyList<string>? In = null);
