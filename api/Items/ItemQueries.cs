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
    internal static readonly TextKey<Item> ExternalId = new("externalId", item => item.ExternalId);
    private static readonly NumberKey<Item, ItemId> Id = new("createdAt", item => item.Id);

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
    /// <param name="order">At most one field; what is filtered by state is in the order of arrival alone.</param>
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
        var items = new ListQuery<Item>(
            db, db.Items.AsNoTracking().Where(item => item.ProjectId == project.Id), Id, ExternalId);
        return await items.Where(where, (all, filter) => filter.ApplyTo(all)).ReadAsync(
            page, order, item => new ItemType(item), cancellationToken);
    }
}

/// <summary>An order of items: one of these.</summary>
/// <param name="CreatedAt">By when they came.</param>
/// <param name="ExternalId">By their external ids, as the database compares text.</param>
public sealed record ItemSortInput(SortDirection? CreatedAt = null, SortDirection? ExternalId = null) : ISortInput
{
    IReadOnlyList<(string Key, SortDirection? Direction)> ISortInput.Keys()
        => [("createdAt", CreatedAt), ("externalId", ExternalId)];
}

/// <summary>Which items: all that is said must hold.</summary>
/// <param name="Arm">By their share of the project.</param>
/// <param name="State">By how far they are.</param>
/// <param name="ExternalId">By what they are called where they come from.</param>
/// <param name="Step">
/// By the step of the workflow they are in; of at most 4 steps, or 20 where the state is said, too.
/// </param>
/// <param name="And">All of these hold, too; 3 deep at the most.</param>
/// <param name="Or">At least one of these holds, too; 20 alternatives at the most.</param>
public sealed record ItemFilterInput(
    FilterInput<Arm>? Arm = null,
    FilterInput<ItemState>? State = null,
    TextFilterInput? ExternalId = null,
    KeyFilterInput? Step = null,
    IReadOnlyList<ItemFilterInput>? And = null,
    IReadOnlyList<ItemFilterInput>? Or = null) : IFilterInput<ItemFilterInput>
{
    internal ListQuery<Item> ApplyTo(ListQuery<Item> items)
    {
        // Every arm has its share of the items wherever the walk is: they are skipped, not looked up.
        if (Arm?.Read() is { } arms)
            items.Where(item => arms.Contains(item.Arm));
        // The index of steps has the state before the order: a step without one is a walk for each of them.
        var (states, steps) = (State?.Read(), Step?.Read());
        return items.Where("state", steps is null ? states : states ?? Enum.GetValues<ItemState>(), item => item.State)
            .Where("step", steps, item => item.StepKey)
            .Where(ItemQueries.ExternalId, ExternalId);
    }
}
