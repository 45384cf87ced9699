using ActiveLabel.Api.Events;
using ActiveLabel.Api.Security;
using ActiveLabel.Api.Streaming;
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
        [FromServices] EventStream events,
        [FromServices] TimeProvider time,
        [Id] string projectId,
        CancellationToken cancellationToken,
        string? after = null)
    {
        var opened = await events.OpenAsync(caller, window, projectId, after, cancellationToken);
        return opened.EachAsync(
            happened => MetricsChanged.Of(happened, opened.Project, time), cancellationToken);
    }
}

/// <summary>Something was measured, trained, promoted or ranked.</summary>
[Allow(Audience.Staff)]
public sealed class MetricsChanged(ProjectEvent happened, Project project, DateTimeOffset asOf)
    : ICursored
{
    /// <summary>Resumes after this change.</summary>
    public string Cursor => Graph.Cursor.Of(happened.Sequence);

    /// <summary>What happened.</summary>
    public EventKind Kind => happened.Kind;

    /// <summary>When it happened.</summary>
    public DateTimeOffset At => happened.At;

    /// <summary>The metrics as they are now.</summary>
    public ProjectMetricsType Metrics => new(project, asOf);

    internal static MetricsChanged? Of(ProjectEvent happened, Project project, TimeProvider time)
        => happened.Kind is EventKind.MetricsChanged or EventKind.ModelTrained or EventKind.ModelPromoted
            or EventKind.QueueReranked
            ? new(happened, project, time.GetUtcNow())
            : null;
}
