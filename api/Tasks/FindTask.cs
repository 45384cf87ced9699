using ActiveLabel.Api.Storage;
using ActiveLabel.Domain.Projects;
using ActiveLabel.Domain.Tasks;
using ActiveLabel.Domain.Workers;
using Microsoft.EntityFrameworkCore;

namespace ActiveLabel.Api.Tasks;

/// <summary>Whether a claim would find something, as long as nobody else is faster.</summary>
public sealed class FindTask(IDbContextFactory<ActiveLabelDb> databases)
{
    public async Task<bool> IsThereAsync(Project project, WorkerId worker, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(project);
        await using var db = await databases.OpenAsync(new(project.OrganizationId, project.Id), cancellationToken);
        return await db.Queue.AnyAsync(
            entry => entry.ProjectId == project.Id && entry.State == QueueState.Open
                && !db.Slots.Any(slot => slot.TaskId == entry.TaskId && slot.WorkerId == worker)
                && !db.Skips.Any(skip => skip.TaskId == entry.TaskId && skip.WorkerId == worker),
            cancellationToken);
    }
}
