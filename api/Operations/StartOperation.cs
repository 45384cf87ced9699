using ActiveLabel.Api.Events;
using ActiveLabel.Api.Storage;
using ActiveLabel.Domain.Projects;
using Microsoft.EntityFrameworkCore;

namespace ActiveLabel.Api.Operations;

/// <summary>Asks for a run of a job. A run that waits or runs already is the answer to whoever asks again.</summary>
public sealed class StartOperation(Writing writing, OperationQueue queue, TimeProvider time)
{
    public async Task<Operation> ExecuteAsync(
        OrganizationId organization, ProjectId project, Job job, CancellationToken cancellationToken)
    {
        var (operation, isNew) = await writing.ExecuteAsync(
            new(organization, project),
            async (db, token) =>
            {
                var running = await db.Operations.AsNoTracking().SingleOrDefaultAsync(
                    known => known.ProjectId == project && known.Job == job && known.State <= OperationState.Running,
                    token);
                if (running is not null)
                    return (running, false);
                var now = time.GetUtcNow();
                var started = new Operation
                {
                    OrganizationId = organization,
                    ProjectId = project,
                    Job = job,
                    CreatedAt = now,
                };
                db.Operations.Add(started);
                await db.SaveChangesAsync(token);
                await EventLog.AppendAsync(
                    db, organization, project, new(), [OperationEvents.Changed(started)], now, token);
                return (started, true);
            },
            cancellationToken);
        if (isNew)
            queue.Enqueue(operation.Id);
        return operation;
    }
}
