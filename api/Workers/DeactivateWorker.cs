using ActiveLabel.Api.Events;
using ActiveLabel.Api.Storage;
using ActiveLabel.Api.Tasks;
using ActiveLabel.Domain.Projects;
using ActiveLabel.Domain.Tasks;
using ActiveLabel.Domain.Workers;
using Microsoft.EntityFrameworkCore;

namespace ActiveLabel.Api.Workers;

/// <summary>Takes a worker out of all work, or lets him in again; what he judged stays.</summary>
public sealed class DeactivateWorker(Writing writing, TimeProvider time)
{
    /// <summary>The tasks he holds go back to the queue in the same transaction.</summary>
    /// <returns>The worker; null when the organization has no such worker.</returns>
    public Task<Worker?> ExecuteAsync(
        OrganizationId organization, WorkerId id, CancellationToken cancellationToken)
        => writing.ExecuteAsync(
            new(organization),
            async (db, token) =>
            {
                var worker = await db.Workers.SingleOrDefaultAsync(known => known.Id == id, token);
                var now = time.GetUtcNow();
                if (worker is null || !worker.Deactivate(now))
                    return worker;
                await db.SaveChangesAsync(token);
                await ReturnTasksAsync(db, organization, id, now, token);
                await TellProjects.ApplyAsync(db, organization, id, now, token);
                return worker;
            },
            cancellationToken);

    /// <returns>The worker; null when the organization has no such worker.</returns>
    public Task<Worker?> ReactivateAsync(
        OrganizationId organization, WorkerId id, CancellationToken cancellationToken)
        => writing.ExecuteAsync(
            new(organization),
            async (db, token) =>
            {
                var worker = await db.Workers.SingleOrDefaultAsync(known => known.Id == id, token);
                if (worker is null || !worker.Reactivate())
                    return worker;
                await db.SaveChangesAsync(token);
                await TellProjects.ApplyAsync(db, organization, id, time.GetUtcNow(), token);
                return worker;
            },
            cancellationToken);

    // A worker holds a bounded number of tasks in each of his projects.
    private static async Task ReturnTasksAsync(
        ActiveLabelDb db,
        OrganizationId organization,
        WorkerId worker,
        DateTimeOffset now,
        CancellationToken cancellationToken)
    {
        var held = await db.Slots.AsNoTracking()
            .Where(slot => slot.WorkerId == worker && slot.State == SlotState.Leased)
            .OrderBy(slot => slot.ProjectId).ThenBy(slot => slot.TaskId).ToListAsync(cancellationToken);
        foreach (var ofProject in held.GroupBy(slot => slot.ProjectId))
        {
            var events = new List<NewEvent>();
            foreach (var slot in ofProject)
                if (await HeldSlots.GiveBackAsync(db, slot, isForWorker: true, cancellationToken) is { } item)
                    events.Add(new(EventKind.TaskReleased, item, worker));
            await EventLog.AppendAsync(
                db, organization, ofProject.Key, new(SlotsLeased: -events.Count), events, now, cancellationToken);
        }
    }
}
