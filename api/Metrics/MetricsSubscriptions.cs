using System.Runtime.CompilerServices;
using ActiveLabel.Api.Events;
using ActiveLabel.Api.Security;
using ActiveLabel.Api.Transport;
using ActiveLabel.Domain.Projects;
using GraphQL;

namespace ActiveLabel.Api.Metrics;

public sealed class MetricsSubscriptions
{
    /// <summary>New measurements, models and orders of the queue.</summary>
    /// <param name="after">The cursor of the last change that is known; without it, what happens from now on.</param>
    [Allow(Audience.Staff)]
    public static async Task<IAsyncEnumerable<MetricsChanged>> OnMetricsChanged(
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

    private static async IAsyncEnumerable<MetricsChanged> ReadAsync(
        EventFeed feed,
        OpenedFeed opened,
        SendWindow window,
        TimeProvider time,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var page in feed.ReadAsync(opened.Project, opened.After, cancellationToken))
            foreach (var happened in page)
                if (happened.Kind is EventKind.MetricsChanged or EventKind.ModelTrained or EventKind.ModelPromoted
                    or EventKind.QueueReranked)
                {
                    await window.EnterAsync(cancellationToken);
                    yield return new(happened, opened.Project, time.GetUtcNow());
                }
    }
}

/// <summary>Something was measured, trained, promoted or ranked.</summary>
[Allow(Audience.Staff)]
public sealed class MetricsChanged(ProjectEvent happened, Project project, DateTimeOffset asOf)
{
    /// <summary>Resumes after this change.</summary>
    public string Cursor => Graph.Cursor.Of(happened.Sequence);

    public EventKind Kind => happened.Kind;
    public DateTimeOffset At => happened.At;

    /// <summary>The metrics as they are now.</summary>
    public ProjectMetricsType Metrics => new(project, asOf);
}
