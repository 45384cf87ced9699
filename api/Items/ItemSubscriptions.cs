using System.Runtime.CompilerServices;
using ActiveLabel.Api.Events;
using ActiveLabel.Api.Graph;
using ActiveLabel.Api.Security;
using ActiveLabel.Api.Transport;
using ActiveLabel.Domain.Items;
using GraphQL;
using GraphQL.DataLoader;

namespace ActiveLabel.Api.Items;

public sealed class ItemSubscriptions
{
    /// <summary>Everything that happens to the items of a project.</summary>
    /// <param name="after">The cursor of the last change that is known; without it, what happens from now on.</param>
    [Allow(Audience.Staff)]
    public static async Task<IAsyncEnumerable<ItemChanged>> OnItemChanged(
        Caller caller,
        SendWindow window,
        [FromServices] OpenFeed openFeed,
        [FromServices] EventFeed feed,
        [Id] string projectId,
        CancellationToken cancellationToken,
        string? after = null)
        => ReadAsync(
            feed, await openFeed.ExecuteAsync(caller, projectId, after, cancellationToken), window, cancellationToken);

    private static async IAsyncEnumerable<ItemChanged> ReadAsync(
        EventFeed feed, OpenedFeed opened, SendWindow window,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var page in feed.ReadAsync(opened.Project, opened.After, cancellationToken))
            foreach (var happened in page)
                if (happened.ItemId is { } item)
                {
                    await window.EnterAsync(cancellationToken);
                    yield return new(happened, item);
                }
    }
}

/// <summary>Something happened to an item.</summary>
[Allow(Audience.Staff)]
public sealed class ItemChanged(ProjectEvent happened, ItemId item)
{
    /// <summary>Resumes after this change.</summary>
    public string Cursor => Graph.Cursor.Of(happened.Sequence);

    public EventKind Kind => happened.Kind;
    public DateTimeOffset At => happened.At;

    /// <summary>The item as it is now.</summary>
    public IDataLoaderResult<ItemType> Item(Caller caller, [FromServices] Batches batches)
        => batches.Get(caller, item, ItemType.FetchAsync).Then(found => new ItemType(found));
}
