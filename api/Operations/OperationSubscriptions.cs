using ActiveLabel.Api.Events;
using ActiveLabel.Api.Graph;
using ActiveLabel.Api.Security;
using ActiveLabel.Api.Streaming;
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
        [FromServices] EventStream events,
        [Id] string projectId,
        CancellationToken cancellationToken,
        string? after = null)
    {
        var opened = await events.OpenAsync(caller, window, projectId, after, cancellationToken);
        return opened.EachAsync(OperationChanged.Of, cancellationToken);
    }
}

/// <summary>An operation has changed.</summary>
[Allow(Audience.Staff)]
public sealed class OperationChanged(ProjectEvent happened, OperationId operation) : ICursored
{
    /// <summary>Resumes after this change.</summary>
    public string Cursor => Graph.Cursor.Of(happened.Sequence);

    /// <summary>When it changed.</summary>
    public DateTimeOffset At => happened.At;

    /// <summary>The operation as it is now.</summary>
    public IDataLoaderResult<OperationType> Operation(Caller caller, [FromServices] Batches batches)
        => batches.Get(caller, operation, OperationType.FetchAsync).Then(found => new OperationType(found));

    internal static OperationChanged? Of(ProjectEvent happened)
        => happened.Kind == EventKind.OperationChanged && OperationEvents.Find(happened) is { } operation
            ? new(happened, operation)
            : null;
}
