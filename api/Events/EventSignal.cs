using System.Collections.Concurrent;
using ActiveLabel.Domain.Projects;

namespace ActiveLabel.Api.Events;

/// <summary>
/// Wakes whoever waits for the events of a project, as soon as a transaction of this process has committed some. It is
/// no more than a hint: what happened is in storage, and other processes are heard by looking there.
/// </summary>
public sealed class EventSignal
{
    private readonly ConcurrentDictionary<ProjectId, TaskCompletionSource> _waiting = new();

    /// <summary>
    /// Completes at the next pulse. Take it before looking at storage, so that nothing falls between.
    /// </summary>
    public Task NextAsync(ProjectId project)
        => _waiting.GetOrAdd(project, _ => new(TaskCreationOptions.RunContinuationsAsynchronously)).Task;

    /// <summary>Whether somebody waits.</summary>
    public bool IsAwaited => !_waiting.IsEmpty;

    public void Pulse(ProjectId project)
    {
        if (_waiting.TryRemove(project, out var waiting))
            waiting.TrySetResult();
    }
}
