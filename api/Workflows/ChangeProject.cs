using ActiveLabel.Api.Events;
using ActiveLabel.Api.Storage;
using ActiveLabel.Domain.Projects;
using Microsoft.EntityFrameworkCore;

namespace ActiveLabel.Api.Workflows;

/// <summary>
/// Pauses and resumes a whole project: nobody claims a task of it meanwhile. What is being judged may still come in.
/// </summary>
public sealed class ChangeProject(Writing writing, TimeProvider time)
{
    /// <returns>False where it is so already.</returns>
    public Task<bool> SetPausedAsync(Project project, bool isPaused, string actor, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(project);
        return writing.ExecuteAsync(
            new(project.OrganizationId, project.Id),
            async (db, token) =>
            {
                var changed = await db.Projects.Where(known => known.Id == project.Id && known.IsPaused != isPaused)
                    .ExecuteUpdateAsync(set => set.SetProperty(known => known.IsPaused, isPaused), token);
                if (changed == 0)
                    return false;
                var details = Domain.Workflows.WorkflowJson.Write(new ProjectChange(isPaused, actor));
                await EventLog.AppendAsync(
                    db,
                    project.OrganizationId,
                    project.Id,
                    new(),
                    [new(EventKind.ProjectChanged, Details: details)],
                    time.GetUtcNow(),
                    token);
                return true;
            },
            cancellationToken);
    }

    private sealed record ProjectChange(bool IsPaused, string Actor);
}
