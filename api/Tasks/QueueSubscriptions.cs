using System.Runtime.CompilerServices;
using ActiveLabel.Api.Events;
using ActiveLabel.Api.Graph;
using ActiveLabel.Api.Metrics;
using ActiveLabel.Api.Security;
using ActiveLabel.Api.Transport;
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
        [FromServices] OpenFeed openFeed,
        [FromServices] EventFeed feed,
        [FromServices] TimeProvider time,
        [Id] string projectId,
        CancellationToken cancellationToken,
        string? after = null)
        => ReadAsync(
            feed,
            await openFeed.ExecuteAsync(caller, projectId, after, cancellationToken),
            window,
            time,
            cancellationToken);

    private static async IAsyncEnumerable<QueueChanged> ReadAsync(
        EventFeed feed,
        OpenedFeed opened,
        SendWindow window,
        TimeProvider time,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var page in feed.ReadAsync(opened.Project, opened.After, cancellationToken))
            if (page.LastOrDefault(MovesQueue) is { } last)
            {
                await window.EnterAsync(cancellationToken);
                yield return new(last, opened.Project.Id);
                await Task.Delay(QuietTime, time, cancellationToken);
            }
    }

    private static bool MovesQueue(ProjectEvent happened) => happened.Kind is not
        (EventKind.LeaseExtended or EventKind.ModelTrained or EventKind.MetricsChanged or EventKind.OperationChanged);
}

/// <summary>The queue has changed.</summary>
[Allow(Audience.Staff)]
public sealed class QueueChanged(ProjectEvent happened, ProjectId project)
{
    /// <summary>Resumes after this change.</summary>
    public string Cursor => Graph.Cursor.Of(happened.Sequence);

    public DateTimeOffset At => happened.At;

    /// <summary>The queue as it is now.</summary>
    public IDataLoaderResult<QueueMetricsType> Queue(Caller caller, [FromServices] Batches batches)
        => batches.Get(caller, project, QueueMetricsType.FetchAsync);
}
