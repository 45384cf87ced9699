using ActiveLabel.Api.Graph;
using ActiveLabel.Api.Items;
using ActiveLabel.Api.Security;
using ActiveLabel.Api.Storage;
using ActiveLabel.Api.Workflows;
using ActiveLabel.Domain.Decisions;
using ActiveLabel.Domain.Projects;
using GraphQL;
using GraphQL.DataLoader;
using Microsoft.EntityFrameworkCore;

namespace ActiveLabel.Api.Decisions;

/// <summary>An item that the workflow could not deal with: somebody owns it until it is resolved.</summary>
[Implements(typeof(INode))]
[Allow(Audience.Staff)]
public sealed class ItemExceptionType(ItemException exception) : INode
{
    [Id]
    public string Id => GlobalId.Of(exception.Id);

    public IDataLoaderResult<ItemType> Item(Caller caller, [FromServices] Batches batches)
        => batches.Get(caller, exception.ItemId, ItemType.FetchAsync).Then(item => new ItemType(item));

    /// <summary>Key of the step.</summary>
    public string Step => exception.StepKey;

    /// <summary>Why the item came there.</summary>
    public RouteReasonType Reason => new(exception.Reason);

    /// <summary>When it came there.</summary>
    public DateTimeOffset OpenedAt => exception.OpenedAt;

    /// <summary>Who looks after it; null while nobody does.</summary>
    public string? Owner => exception.Owner;

    /// <summary>When it was resolved; null before.</summary>
    public DateTimeOffset? ResolvedAt => exception.ResolvedAt;

    /// <summary>How it ended; null before.</summary>
    public ExceptionResolution? Resolution => exception.Resolution;

    /// <summary>Who resolved it, as the audit log names him; null before.</summary>
    public string? ResolvedBy => exception.ResolvedBy;

    /// <summary>What was said to it.</summary>
    public string? Comment => exception.Comment;

    internal static async Task<IReadOnlyDictionary<ItemExceptionId, ItemException>> FetchAsync(
        ActiveLabelDb db,
        OrganizationId organization,
        IReadOnlyList<ItemExceptionId> ids,
        CancellationToken cancellationToken)
        => await db.Exceptions.AsNoTracking()
            .Where(exception => exception.OrganizationId == organization && ids.Contains(exception.Id))
            .ToDictionaryAsync(exception => exception.Id, cancellationToken);
}
