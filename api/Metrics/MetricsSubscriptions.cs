using System.Text.Json;
using System.Text.Json.Serialization;
using ActiveLabel.Api.Events;
using ActiveLabel.Api.Security;
using ActiveLabel.Api.Streaming;
using ActiveLabel.Domain.Projects;
using GraphQL;

namespace ActiveLabel.Api.Metrics;

public sealed class MetricsSubscriptions
{
    /// <summary>
    /// A curve has a new point: the queue, confidence, volume, learning (of all, and by label, slice and use case),
    /// reliability, sizing, series, forecast, bias, suggestions.
    /// </summary>
    /// <param name="curves">Only changes of these; of all where it is left out.</param>
    /// <param name="after">The cursor of the last change that is known; without it, what happens from now on.</param>
    [Allow(Audience.Staff)]
    public static async Task<IAsyncEnumerable<MetricsChanged>> OnMetricsChanged(
        Caller caller,
        SendWindow window,
        [FromServices] EventStream events,
        [FromServices] TimeProvider time,
        [Id] string projectId,
        CancellationToken cancellationToken,
        IReadOnlyList<MetricCurve>? curves = null,
        string? after = null)
    {
        var opened = await events.OpenAsync(caller, window, projectId, after, cancellationToken);
        return opened.EachAsync(
            happened => MetricsChanged.Of(happened, curves, opened.Project, time), cancellationToken);
    }
}

/// <summary>What is measured over time.</summary>
public enum MetricCurve
{
    /// <summary>What is still to be done, and in which order.</summary>
    Queue,

    /// <summary>How sure the consensus is.</summary>
    Confidence,

    /// <summary>What was done.</summary>
    Volume,

    /// <summary>Accuracy on the control arm against labels.</summary>
    LearningCurve,

    /// <summary>How far each worker can be relied on.</summary>
    Reliability,

    /// <summary>How much is still needed.</summary>
    Sizing,

    /// <summary>What was done by hour, day, week and month.</summary>
    Series,

    /// <summary>When the work will be done and what it will cost.</summary>
    Forecast,

    /// <summary>What a bias audit found.</summary>
    Bias,

    /// <summary>Learning curves and estimates of each label.</summary>
    ClassCurves,

    /// <summary>Of each value of an attribute.</summary>
    SliceCurves,

    /// <summary>Of each use case.</summary>
    UseCaseCurves,

    /// <summary>How the workflow could do with less.</summary>
    Suggestions,
}

/// <summary>Some curves of a project have changed.</summary>
/// <param name="curves">Which; one at least.</param>
[Allow(Audience.Staff)]
public sealed class MetricsChanged(
    ProjectEvent happened, IReadOnlyList<MetricCurve> curves, Project project, DateTimeOffset asOf)
    : ICursored
{
    private static readonly JsonSerializerOptions Json = new() { Converters = { new JsonStringEnumConverter() } };

    /// <summary>Resumes after this change.</summary>
    public string Cursor => Graph.Cursor.Of(happened.Sequence);

    /// <summary>What happened.</summary>
    public EventKind Kind => happened.Kind;

    /// <summary>When it happened.</summary>
    public DateTimeOffset At => happened.At;

    /// <summary>Which curves have changed: read these of <c>metrics</c> again, and no others.</summary>
    public IReadOnlyList<MetricCurve> Curves => curves;

    /// <summary>The metrics as they are now.</summary>
    public ProjectMetricsType Metrics => new(project, asOf);

    internal static NewEvent Event(params IReadOnlyList<MetricCurve> curves)
        => new(EventKind.MetricsChanged, Details: JsonSerializer.Serialize(new Told(curves), Json));

    /// <param name="wanted">Null for all.</param>
    /// <returns>Null where no curve changed, or none of those that are wanted.</returns>
    internal static MetricsChanged? Of(
        ProjectEvent happened, IReadOnlyList<MetricCurve>? wanted, Project project, TimeProvider time)
    {
        var changed = ChangedBy(happened);
        return changed.Count > 0 && (wanted is null || changed.Any(wanted.Contains))
            ? new(happened, changed, project, time.GetUtcNow())
            : null;
    }

    // A model that serves from now on has scored nothing yet: the queue is stale.
    private static IReadOnlyList<MetricCurve> ChangedBy(ProjectEvent happened) => happened.Kind switch
    {
        EventKind.MetricsChanged => JsonSerializer.Deserialize<Told>(happened.Details, Json)?.Curves ?? [],
        EventKind.QueueReranked or EventKind.ModelPromoted => [MetricCurve.Queue],
        _ => [],
    };

    private sealed record Told(IReadOnlyList<MetricCurve>? Curves);
}
