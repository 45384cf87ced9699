using ActiveLabel.Api.Events;
using ActiveLabel.Api.Graph;
using ActiveLabel.Api.Security;
using ActiveLabel.Api.Streaming;
using ActiveLabel.Domain.Workers;
using GraphQL;
using GraphQL.DataLoader;

namespace ActiveLabel.Api.Workers;

public sealed class WorkerSubscriptions
{
    /// <summary>Workers as they join and leave a project, and as their reliability is estimated anew.</summary>
    /// <param name="after">The cursor of the last change that is known; without it, what happens from now on.</param>
    [Allow(Audience.Staff)]
    public static async Task<IAsyncEnumerable<WorkerChanged>> OnWorkerChanged(
        Caller caller,
        SendWindow window,
        [FromServices] EventStream events,
        [Id] string projectId,
        CancellationToken cancellationToken,
        string? after = null)
    {
        var opened = await events.OpenAsync(caller, window, projectId, after, cancellationToken);
        return opened.EachAsync(WorkerChanged.Of, cancellationToken);
    }
}

/// <summary>A worker joined or left the project, or is known better.</summary>
[Allow(Audience.Staff)]
public sealed class WorkerChanged(ProjectEvent happened, WorkerId worker) : ICursored
{
    /// <summary>Resumes after this change.</summary>
    public string Cursor => Graph.Cursor.Of(happened.Sequence);

    /// <summary>When it happened.</summary>
    public DateTimeOffset At => happened.At;

    /// <summary>The worker as known now, in this project.</summary>
    public IDataLoaderResult<WorkerType> Worker(Caller caller, [FromServices] Batches batches)
        => batches.Get(caller, worker, WorkerType.FetchAsync)
            .Then(found => new WorkerType(found, happened.ProjectId));

    internal static WorkerChanged? Of(ProjectEvent happened)
        => happened.Kind == EventKind.WorkerChanged && happened.WorkerId is { } worker ? new(happened, worker) : null;
}
