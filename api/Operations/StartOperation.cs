using ActiveLabel.Api.Events;
using ActiveLabel.Api.Storage;
using ActiveLabel.Domain.Projects;
using Microsoft.EntityFrameworkCore;

namespace ActiveLabel.Api.Operations;

/// <summary>Asks for a run of a job. A run that waits or runs already is the answer to whoever asks again.</summary>
public sealed class StartOperation(Writing writing, OperationQueue queue, TimeProvider time)
{
    /// <summary>Starts a run that is told what to do, as a part of the transaction that asks for it.</summary>
    /// <returns>Null where a run of the job waits or runs; the caller enqueues it after the commit.</returns>
    internal static async Task<Operation?> AddAsync(
        ActiveLabelDb db,
        Project project,
        Job job,
        string input,
        DateTimeOffset now,
        CancellationToken cancellationToken)
    {
        var isBusy = await db.Operations.AnyAsync(
            known => known.ProjectId == project.Id && known.Job == job && known.State <= OperationState.Running,
            cancellationToken);
        if (isBusy)
            return null;
        var started = new Operation
        {
            OrganizationId = project.OrganizationId,
            ProjectId = project.Id,
            Job = job,
            Input = input,
            CreatedAt = now,
        };
        db.Operations.Add(started);
        await db.SaveChangesAsync(cancellationToken);
        return started;
    }

    /// <param name="idempotencyKey">Null where every request may start a run of its own.</param>
    /// <returns>Null when the key was used for another request.</returns>
    public async Task<Operation?> ExecuteAsync(
        OrganizationId organization,
        ProjectId project,
        Job job,
        CancellationToken cancellationToken,
        string? idempotencyKey = null)
    {
        var once = idempotencyKey is null ? null : new Idempotency(organization, "triggerJob", idempotencyKey);
        var hash = Idempotency.HashOf($"{project.Value} {job}");
        var (operation, isNew) = await writing.ExecuteAsync(
            new(organization, project),
            async Task<(Operation? Operation, bool IsNew)> (db, token) =>
            {
                if (once is not null && await once.FindAsync(db, token) is { } earlier)
                    return (earlier.RequestHash == hash
                        ? await db.Operations.AsNoTracking().SingleAsync(
                            known => known.Id == new OperationId(earlier.ResultId), token)
                        : null, false);
                var running = await db.Operations.AsNoTracking().SingleOrDefaultAsync(
                    known => known.ProjectId == project && known.Job == job && known.State <= OperationState.Running,
                    token);
                var now = time.GetUtcNow();
                if (running is not null)
                {
                    once?.Remember(db, hash, running.Id.Value, now);
                    await db.SaveChangesAsync(token);
                    return (running, false);
                }
                var started = new Operation
                {
                    OrganizationId = organization,
                    ProjectId = project,
                    Job = job,
                    CreatedAt = now,
                };
                db.Operations.Add(started);
                await db.SaveChangesAsync(token);
                once?.Remember(db, hash, started.Id.Value, now);
                await EventLog.AppendAsync(
                    db, organization, project, new(), [OperationEvents.Changed(started)], now, token);
                return (started, true);
            },
            cancellationToken);
        if (isNew && operation is not null)
            queue.Enqueue(operation.Id);
        return operation;
    }
}
