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
        var open = db.Queue.Where(entry => entry.ProjectId == project.Id && entry.State == QueueState.Open);
        if (await open.AnyAsync(entry => entry.Lane == QueueLane.Fresh, cancellationToken))
            return true;
        var mark = QueueEntry.MarkOf(worker);
        return await open.AnyAsync(
            entry => entry.Lane == QueueLane.Begun && !entry.Excluded.Contains(mark), cancellationToken);
    }
}
