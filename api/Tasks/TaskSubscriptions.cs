using ActiveLabel.Api.Events;
using ActiveLabel.Api.Security;
using ActiveLabel.Api.Streaming;
using ActiveLabel.Domain.Projects;
using GraphQL;

namespace ActiveLabel.Api.Tasks;

public sealed class TaskSubscriptions
{
    private static readonly TimeSpan QuietTime = TimeSpan.FromSeconds(1);

    /// <summary>
    /// Says that the worker who asks may find a task now: something came, or came back, or the queue has a new order.
    /// Another worker may be faster; a claim tells.
    /// </summary>
    /// <param name="after">The cursor of the last change that is known; without it, what happens from now on.</param>
    [Allow(Audience.Workers)]
    public static async Task<IAsyncEnumerable<TaskAvailable>> OnTaskAvailable(
        Caller caller,
        SendWindow window,
        [FromServices] EventStream events,
        [FromServices] FindTask findTask,
        [Id] string projectId,
        CancellationToken cancellationToken,
        string? after = null)
    {
        var worker = caller.RequireWorker();
        var opened = await events.OpenAsync(caller, window, projectId, after, cancellationToken);
        return opened.LatestAsync(
            MayOpenTask,
            async happened => await findTask.IsThereAsync(opened.Project, worker, cancellationToken)
                ? new TaskAvailable(happened, opened.Project)
                : null,
            QuietTime,
            cancellationToken);
    }

    private static bool MayOpenTask(ProjectEvent happened) => happened.Kind is EventKind.ItemImported
        or EventKind.TaskReleased or EventKind.LeaseExpired or EventKind.TaskSkipped or EventKind.QueueReranked
        or EventKind.JudgementSubmitted;
}

/// <summary>There is a task for the worker who asks.</summary>
[Allow(Audience.Workers)]
public sealed class TaskAvailable(ProjectEvent happened, Project project) : ICursored
{
    /// <summary>Resumes after this change.</summary>
    public string Cursor => Graph.Cursor.Of(happened.Sequence);

    /// <summary>When it happened.</summary>
    public DateTimeOffset At => happened.At;

    /// <summary>Where to claim it.</summary>
    public Projects.ProjectType Project => new(project);
}
