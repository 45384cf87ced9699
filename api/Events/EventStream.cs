using System.Runtime.CompilerServices;
using ActiveLabel.Api.Graph;
using ActiveLabel.Api.Projects;
using ActiveLabel.Api.Security;
using ActiveLabel.Api.Streaming;
using ActiveLabel.Domain.Projects;

namespace ActiveLabel.Api.Events;

/// <summary>The beginning of every subscription: who may read what, and from where on.</summary>
public sealed class EventStream(ProjectAccess access, EventFeed feed, TimeProvider time)
{
    /// <param name="after">A cursor to resume after, or null to hear of what happens from now on.</param>
    /// <exception cref="Transport.RefusalError">There is no such project, or the cursor is none.</exception>
    public async Task<OpenedEvents> OpenAsync(
        Caller caller, SendWindow window, string projectId, string? after, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(window);
        var project = await access.GetAsync(caller, projectId, cancellationToken);
        var from = (after ?? window.ResumeAfter) is { } cursor
            ? Cursor.Parse(cursor)
            : await feed.ReadEndAsync(project, cancellationToken);
        return new(project, from, feed, window, time);
    }
}

/// <summary>The events of a project from one place on.</summary>
public sealed class OpenedEvents(Project project, long after, EventFeed feed, SendWindow window, TimeProvider time)
{
    public Project Project => project;

    /// <summary>What is made of each event.</summary>
    /// <param name="tell">Null for an event that nobody is told of.</param>
    public async IAsyncEnumerable<T> EachAsync<T>(
        Func<ProjectEvent, T?> tell, [EnumeratorCancellation] CancellationToken cancellationToken)
        where T : class
    {
        await foreach (var page in feed.ReadAsync(project, after, cancellationToken))
            foreach (var happened in page)
                if (tell(happened) is { } told)
                {
                    await window.EnterAsync(cancellationToken);
                    yield return told;
                }
    }

    /// <summary>Many events in a short time are told as one: where only the last state matters.</summary>
    /// <param name="tell">What is made of the last event that <paramref name="matters"/>; null to say nothing.</param>
    /// <param name="quiet">How long nothing is told after each.</param>
    public async IAsyncEnumerable<T> LatestAsync<T>(
        Func<ProjectEvent, bool> matters,
        Func<ProjectEvent, Task<T?>> tell,
        TimeSpan quiet,
        [EnumeratorCancellation] CancellationToken cancellationToken)
        where T : class
    {
        await foreach (var page in feed.ReadAsync(project, after, cancellationToken))
            if (page.LastOrDefault(matters) is { } last && await tell(last) is { } told)
            {
                await window.EnterAsync(cancellationToken);
                yield return told;
                await Task.Delay(quiet, time, cancellationToken);
            }
    }
}
