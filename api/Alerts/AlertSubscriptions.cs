using ActiveLabel.Api.Events;
using ActiveLabel.Api.Security;
using ActiveLabel.Api.Streaming;
using GraphQL;

namespace ActiveLabel.Api.Alerts;

public sealed class AlertSubscriptions
{
    /// <summary>What somebody should look at: failed jobs, a stale queue, a model that was turned down.</summary>
    /// <param name="after">The cursor of the last change that is known; without it, what happens from now on.</param>
    [Allow(Audience.Staff)]
    public static async Task<IAsyncEnumerable<AlertRaised>> OnAlert(
        Caller caller,
        SendWindow window,
        [FromServices] EventStream events,
        [Id] string projectId,
        CancellationToken cancellationToken,
        string? after = null)
    {
        var opened = await events.OpenAsync(caller, window, projectId, after, cancellationToken);
        return opened.EachAsync(AlertRaised.Of, cancellationToken);
    }
}

/// <summary>An alert of a project.</summary>
[Allow(Audience.Staff)]
public sealed class AlertRaised(ProjectEvent happened, Alert alert) : ICursored
{
    /// <summary>Resumes after this change.</summary>
    public string Cursor => Graph.Cursor.Of(happened.Sequence);

    /// <summary>When it happened.</summary>
    public DateTimeOffset At => happened.At;

    /// <summary>How bad it is.</summary>
    public AlertSeverity Severity => alert.Severity;

    /// <summary>What it is, for programs; it stays as it is.</summary>
    public string Code => alert.Code;

    /// <summary>What is wrong and what to do, for people.</summary>
    public string Message => alert.Message;

    internal static AlertRaised? Of(ProjectEvent happened)
        => Alert.Of(happened) is { } alert ? new(happened, alert) : null;
}
