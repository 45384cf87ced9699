using ActiveLabel.Api.Events;
using ActiveLabel.Api.Graph;
using ActiveLabel.Api.Metrics;
using ActiveLabel.Api.Security;
using ActiveLabel.Api.Streaming;
using ActiveLabel.Api.Workflows;
using ActiveLabel.Domain.Projects;
using GraphQL;
using GraphQL.DataLoader;

namespace ActiveLabel.Api.Tasks;

public sealed class QueueSubscriptions
{
    /// <summary>Many changes in a short time are told as one: only the last state of the queue matters.</summary>
    private static readonly TimeSpan QuietTime = TimeSpan.FromMilliseconds(200);

    /// <summary>How much is still to be done, whenever that changes.</summary>
    /// <param name="after">The cursor of the last change that is known; without it, what happens from now on.</param>
    [Allow(Audience.Staff)]
    public static async Task<IAsyncEnumerable<QueueChanged>> OnQueueChanged(
        Caller caller,
        SendWindow window,
        [FromServices] EventStream events,
        [Id] string projectId,
        CancellationToken cancellationToken,
        string? after = null)
    {
        var opened = await events.OpenAsync(caller, window, projectId, after, cancellationToken);
        return opened.LatestAsync(
            MovesQueue,
            happened => Task.FromResult<QueueChanged?>(new(happened, opened.Project.Id)),
            QuietTime,
            cancellationToken);
    }

    private static bool MovesQueue(ProjectEvent happened) => happened.Kind is not
        (EventKind.LeaseExtended or EventKind.ModelTrained or EventKind.MetricsChanged or EventKind.OperationChanged
        or EventKind.WorkerChanged or EventKind.AlertRaised);
}

/// <summary>The queue has changed.</summary>
[Allow(Audience.Staff)]
public sealed class QueueChanged(ProjectEvent happened, ProjectId project) : ICursored
{
    /// <summary>Resumes after this change.</summary>
    public string Cursor => Graph.Cursor.Of(happened.Sequence);

    /// <summary>When it changed.</summary>
    public DateTimeOffset At => happened.At;

    /// <summary>How full each step of the workflow is now.</summary>
    public IDataLoaderResult<IReadOnlyList<StepQueueType>> Steps(Caller caller, [FromServices] Batches batches)
        => batches.List(caller, project, StepQueueType.FetchAsync);

    /// <summary>The queue as it is now.</summary>
    public IDataLoaderResult<QueueMetricsType> Queue(Caller caller, [FromServices] Batches batches)
        => batches.Get(caller, project, QueueMetricsType.FetchAsync);
}
