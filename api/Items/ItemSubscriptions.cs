using ActiveLabel.Api.Events;
using ActiveLabel.Api.Graph;
using ActiveLabel.Api.Security;
using ActiveLabel.Api.Streaming;
using ActiveLabel.Api.Workflows;
using ActiveLabel.Domain.Items;
using GraphQL;
using GraphQL.DataLoader;

namespace ActiveLabel.Api.Items;

public sealed class ItemSubscriptions
{
    /// <summary>Everything that happens to the items of a project.</summary>
    /// <param name="step">Only items that come to this step of the workflow; left out: everything.</param>
    /// <param name="after">The cursor of the last change that is known; without it, what happens from now on.</param>
    [Allow(Audience.Staff)]
    public static async Task<IAsyncEnumerable<ItemChanged>> OnItemChanged(
        Caller caller,
        SendWindow window,
        [FromServices] EventStream events,
        [Id] string projectId,
        CancellationToken cancellationToken,
        string? after = null,
        string? step = null)
    {
        var opened = await events.OpenAsync(caller, window, projectId, after, cancellationToken);
        return opened.EachAsync(
            happened => step is null || TimelineDetails.Of(happened)?.Step == step ? ItemChanged.Of(happened) : null,
            cancellationToken);
    }
}

/// <summary>Something happened to an item.</summary>
[Allow(Audience.Staff)]
public sealed class ItemChanged(ProjectEvent happened, ItemId item) : ICursored
{
    /// <summary>Resumes after this change.</summary>
    public string Cursor => Graph.Cursor.Of(happened.Sequence);

    /// <summary>What happened.</summary>
    public EventKind Kind => happened.Kind;

    /// <summary>When it happened.</summary>
    public DateTimeOffset At => happened.At;

    /// <summary>The item as it is now.</summary>
    public IDataLoaderResult<ItemType> Item(Caller caller, [FromServices] Batches batches)
        => batches.Get(caller, item, ItemType.FetchAsync).Then(found => new ItemType(found));

    internal static ItemChanged? Of(ProjectEvent happened)
        => happened.ItemId is { } item ? new(happened, item) : null;
}
