using ActiveLabel.Api.Events;
using ActiveLabel.Api.Storage;
using ActiveLabel.Domain.Projects;
using ActiveLabel.Domain.Workers;
using Microsoft.EntityFrameworkCore;

namespace ActiveLabel.Api.Workers;

/// <summary>Lets a worker into a project, or out of it; what he judged there stays.</summary>
public sealed class ChangeMembership(Writing writing, TimeProvider time)
{
    /// <returns>The membership, new or gone on with; null when the organization has no such worker.</returns>
    public Task<Membership?> BeginAsync(Project project, WorkerId worker, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(project);
        return writing.ExecuteAsync(
            new(project.OrganizationId),
            async (db, token) =>
            {
                var known = await FindAsync(db, project, worker, token);
                if (known is { EndedAt: null })
                    return known;
                if (known is null && !await db.Workers.AnyAsync(candidate => candidate.Id == worker, token))
                    return null;
                var now = time.GetUtcNow();
                var membership = known ?? db.Memberships.Add(new()
                {
                    ProjectId = project.Id,
                    WorkerId = worker,
                    OrganizationId = project.OrganizationId,
                    CreatedAt = now,
                }).Entity;
                membership.EndedAt = null;
                await LogAsync(db, project, worker, now, token);
                return membership;
            },
            cancellationToken);
    }

    /// <returns>The membership that has ended; null when the worker is no member.</returns>
    public Task<Membership?> EndAsync(Project project, WorkerId worker, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(project);
        return writing.ExecuteAsync(
            new(project.OrganizationId),
            async (db, token) =>
            {
                var membership = await FindAsync(db, project, worker, token);
                if (membership is null or { EndedAt: not null })
                    return membership;
                var now = time.GetUtcNow();
                membership.EndedAt = now;
                await LogAsync(db, project, worker, now, token);
                return membership;
            },
            cancellationToken);
    }

    private static Task<Membership?> FindAsync(
        ActiveLabelDb db, Project project, WorkerId worker, CancellationToken cancellationToken)
        => db.Memberships.SingleOrDefaultAsync(
            membership => membership.ProjectId == project.Id && membership.WorkerId == worker, cancellationToken);

    private static Task LogAsync(
        ActiveLabelDb db, Project project, WorkerId worker, DateTimeOffset now, CancellationToken cancellationToken)
        => EventLog.AppendAsync(
            db,
            project.OrganizationId,
            project.Id,
            new(),
            [new(EventKind.WorkerChanged, WorkerId: worker)],
            now,
            cancellationToken);
}
