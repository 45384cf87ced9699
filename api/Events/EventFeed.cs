using System.Runtime.CompilerServices;
using ActiveLabel.Api.Storage;
using ActiveLabel.Domain.Projects;
using Microsoft.EntityFrameworkCore;

namespace ActiveLabel.Api.Events;

/// <summary>A project's events from any place on, in their order, without a gap and without an end.</summary>
public sealed class EventFeed(IDbContextFactory<ActiveLabelDb> databases, EventSignal signal, TimeProvider time)
{
    public const int PageSize = 200;

    /// <summary>How long the events of another process may go unnoticed.</summary>
    public static readonly TimeSpan PollInterval = TimeSpan.FromSeconds(1);

    /// <returns>Sequence of the project's latest event.</returns>
    public async Task<long> ReadEndAsync(Project project, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(project);
        await using var db = await databases.OpenAsync(new(project.OrganizationId, project.Id), cancellationToken);
        return await db.Counters.Where(counters => counters.ProjectId == project.Id)
            .Select(counters => counters.EventSequence).SingleAsync(cancellationToken);
    }

    /// <summary>Pages of at most <see cref="PageSize"/> events, as they come; each with one event at least.</summary>
    /// <param name="after">Sequence of the last event that is known already.</param>
    public async IAsyncEnumerable<IReadOnlyList<ProjectEvent>> ReadAsync(
        Project project, long after, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(project);
        while (!cancellationToken.IsCancellationRequested)
        {
            var next = signal.NextAsync(project.Id);
            var page = await ReadPageAsync(project, after, cancellationToken);
            if (page.Count == 0)
            {
                await Task.WhenAny(next, Task.Delay(PollInterval, time, cancellationToken));
                continue;
            }
            after = page[^1].Sequence;
            yield return page;
        }
    }

    private async Task<List<ProjectEvent>> ReadPageAsync(
        Project project, long after, CancellationToken cancellationToken)
    {
        await using var db = await databases.OpenAsync(new(project.OrganizationId, project.Id), cancellationToken);
        return await db.Events.AsNoTracking()
            .Where(entry => entry.ProjectId == project.Id && entry.Sequence > after)
            .OrderBy(entry => entry.Sequence).Take(PageSize).ToListAsync(cancellationToken);
    }
}
