using ActiveLabel.Api.Events;
using ActiveLabel.Api.Storage;
using ActiveLabel.Domain.Projects;
using ActiveLabel.Domain.Workers;
using Microsoft.EntityFrameworkCore;

namespace ActiveLabel.Api.Workers;

/// <summary>What became of a request to let a worker in.</summary>
public abstract record BeginMembershipResult
{
    /// <param name="Membership">New, or gone on with; after a retry, as it is now.</param>
    public sealed record Begun(Membership Membership) : BeginMembershipResult;

    public sealed record Invalid(string Problem) : BeginMembershipResult, IRefusal;

    /// <summary>The organization has no such worker.</summary>
    public sealed record NotFound : BeginMembershipResult, IRefusal;

    /// <summary>The idempotency key was used for another membership.</summary>
    public sealed record IdempotencyConflict : BeginMembershipResult, IRefusal;
}

/// <summary>Lets a worker into a project, or out of it; what he judged there stays.</summary>
public sealed class ChangeMembership(Writing writing, TimeProvider time)
{
    public Task<BeginMembershipResult> BeginAsync(
        Project project, WorkerId worker, string idempotencyKey, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(project);
        return Idempotency.Validate(idempotencyKey) is { } problem
            ? Task.FromResult<BeginMembershipResult>(new BeginMembershipResult.Invalid(problem))
            : writing.ExecuteAsync(
                new(project.OrganizationId),
                (db, token) => BeginAsync(
                    db, project, worker, new(project.OrganizationId, "beginMembership", idempotencyKey), token),
                cancellationToken);
    }

    private async Task<BeginMembershipResult> BeginAsync(
        ActiveLabelDb db, Project project, WorkerId worker, Idempotency once, CancellationToken cancellationToken)
    {
        var hash = Idempotency.HashOf((project.Id.Value, worker.Value).ToString());
        var known = await FindAsync(db, project, worker, cancellationToken);
        // A retry must not let in again whoever was taken out meanwhile.
        if (await once.FindAsync(db, cancellationToken) is { } earlier)
            return earlier.RequestHash == hash && known is not null
                ? new BeginMembershipResult.Begun(known)
                : new BeginMembershipResult.IdempotencyConflict();
        if (known is null && !await db.Workers.AnyAsync(candidate => candidate.Id == worker, cancellationToken))
            return new BeginMembershipResult.NotFound();
        var now = time.GetUtcNow();
        var membership = known ?? db.Memberships.Add(new()
        {
            ProjectId = project.Id,
            WorkerId = worker,
            OrganizationId = project.OrganizationId,
            CreatedAt = now,
        }).Entity;
        var goesOn = known is { EndedAt: null };
        membership.EndedAt = null;
        once.Remember(db, hash, worker.Value, now);
        await db.SaveChangesAsync(cancellationToken);
        if (!goesOn)
            await LogAsync(db, project, worker, now, cancellationToken);
        return new BeginMembershipResult.Begun(membership);
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
