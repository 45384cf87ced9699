using System.Runtime.CompilerServices;
using System.Text.Json;
using ActiveLabel.Api.Events;
using ActiveLabel.Api.Graph;
using ActiveLabel.Api.Security;
using ActiveLabel.Api.Transport;
using GraphQL;
using GraphQL.DataLoader;

namespace ActiveLabel.Api.Operations;

public sealed class OperationSubscriptions
{
    /// <summary>The operations of a project as they wait, run and end.</summary>
    /// <param name="after">The cursor of the last change that is known; without it, what happens from now on.</param>
    [Allow(Audience.Staff)]
    public static async Task<IAsyncEnumerable<OperationChanged>> OnOperationChanged(
        Caller caller,
        SendWindow window,
        [FromServices] OpenFeed openFeed,
        [FromServices] EventFeed feed,
        [Id] string projectId,
        CancellationToken cancellationToken,
        string? after = null)
        => ReadAsync(
            feed, await openFeed.ExecuteAsync(caller, projectId, after, cancellationToken), window, cancellationToken);

    private static async IAsyncEnumerable<OperationChanged> ReadAsync(
        EventFeed feed, OpenedFeed opened, SendWindow window,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var page in feed.ReadAsync(opened.Project, opened.After, cancellationToken))
            foreach (var happened in page.Where(happened => happened.Kind == EventKind.OperationChanged))
            {
                await window.EnterAsync(cancellationToken);
                yield return new(happened);
            }
    }
}

/// <summary>An operation has changed.</summary>
[Allow(Audience.Staff)]
public sealed class OperationChanged(ProjectEvent happened)
{
    /// <summary>Resumes after this change.</summary>
    public string Cursor => Graph.Cursor.Of(happened.Sequence);

    public DateTimeOffset At => happened.At;

    /// <summary>The operation as it is now.</summary>
    public IDataLoaderResult<OperationType> Operation(Caller caller, [FromServices] Batches batches)
        => batches.Get(caller, OperationOf(happened), OperationType.FetchAsync)
            .Then(operation => new OperationType(operation));

    private static OperationId OperationOf(ProjectEvent happened)
    {
        using var details = JsonDocument.Parse(happened.Details);
        return new(details.RootElement.GetProperty("operationId").GetInt64());
    }
}
