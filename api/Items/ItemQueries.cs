using ActiveLabel.Api.Graph;
using ActiveLabel.Api.Projects;
using ActiveLabel.Api.Security;
using ActiveLabel.Api.Storage;
using ActiveLabel.Domain.Items;
using GraphQL;
using Microsoft.EntityFrameworkCore;

namespace ActiveLabel.Api.Items;

public sealed class ItemQueries
{
    [Allow(Role.Administrator)]
    public static async Task<ItemType?> Item(
        Caller caller,
        [FromServices] IDbContextFactory<ActiveLabelDb> databases,
        [Id] string id,
        CancellationToken cancellationToken)
    {
        if (GlobalId.Parse<ItemId>(id) is not { } itemId)
            return null;
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var found = await db.Items.AsNoTracking().SingleOrDefaultAsync(
            item => item.OrganizationId == caller.OrganizationId && item.Id == itemId, cancellationToken);
        return found is null ? null : new(found);
    }

    /// <summary>The items of a project, in the order they came.</summary>
    [Allow(Role.Administrator)]
    public static async Task<Connection<ItemType>> Items(
        Caller caller,
        [FromServices] ProjectAccess access,
        [FromServices] IDbContextFactory<ActiveLabelDb> databases,
        [Id] string projectId,
        CancellationToken cancellationToken,
        int first = 25,
        string? after = null,
        ItemFilterInput? where = null)
    {
        var page = new PageRequest(first, after);
        var project = await access.GetAsync(caller, projectId, cancellationToken);
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var items = db.Items.AsNoTracking()
            .Where(item => item.ProjectId == project.Id && item.Id > new ItemId(page.After));
        return await page.ReadAsync(
            (where?.Apply(items) ?? items).OrderBy(item => item.Id),
            item => item.Id.Value,
            item => new ItemType(item),
            cancellationToken);
    }
}

/// <summary>All that is said must hold.</summary>
public sealed record ItemFilterInput(
    ArmFilterInput? Arm = null, ItemStateFilterInput? State = null, ExternalIdFilterInput? ExternalId = null)
{
    internal IQueryable<Item> Apply(IQueryable<Item> items)
    {
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

public sealed record ArmFilterInput(Arm? Eq = null, IReadOnlyList<Arm>? In = null);

public sealed record ItemStateFilterInput(ItemState? Eq = null);

public sealed record ExternalIdFilterInput(string? Eq = null, IReadOnlyList<string>? In = null);
