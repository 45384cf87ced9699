using System.Collections.Concurrent;
using System.Data.Common;
using ActiveLabel.Domain.Projects;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace ActiveLabel.Api.Events;

/// <summary>
/// Wakes whoever waits for the events of a project, as soon as a transaction of this process has committed some. It is
/// no more than a hint: what happened is in storage, and other processes are heard by looking there.
/// </summary>
public sealed class EventSignal : DbTransactionInterceptor
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

    public override void TransactionCommitted(DbTransaction transaction, TransactionEndEventData eventData)
    {
        ArgumentNullException.ThrowIfNull(eventData);
        PulseAll(eventData.Context);
    }

    public override Task TransactionCommittedAsync(
        DbTransaction transaction, TransactionEndEventData eventData, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(eventData);
        PulseAll(eventData.Context);
        return Task.CompletedTask;
    }

    private void PulseAll(DbContext? db)
    {
        if (db is null || _waiting.IsEmpty)
            return;
        var projects = db.ChangeTracker.Entries<ProjectEvent>().Select(e => e.Entity.ProjectId).Distinct().ToList();
        foreach (var project in projects)
            Pulse(project);
    }
}
