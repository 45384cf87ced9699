using ActiveLabel.Api.Storage;
using ActiveLabel.Api.Tasks;
using ActiveLabel.Domain.Projects;
using ActiveLabel.Domain.Workers;
using ActiveLabel.Domain.Workflows;
using Microsoft.EntityFrameworkCore;

namespace ActiveLabel.Api.Workflows;

/// <summary>Gives every step of a workflow that comes into force its pool and its total.</summary>
internal static class AddSteps
{
    /// <returns>The pools by step key; null when the project would have too many.</returns>
    public static async Task<IReadOnlyDictionary<string, int>?> ApplyAsync(
        ActiveLabelDb db, Project project, Workflow workflow, CancellationToken cancellationToken)
    {
        var pools = new Dictionary<string, int>();
        foreach (var step in workflow.Steps.Where(step => step.HasTasks))
        {
            var pool = await AddPool.ApplyAsync(
                db, project, step.Key, step.Requirement ?? WorkerRequirement.Everybody, step.IsExclusive,
                step.CostPerJudgement, cancellationToken);
            if (pool is not { } number)
                return null;
            pools[step.Key] = number;
        }
        var known = await db.StepTotals.Where(totals => totals.ProjectId == project.Id)
            .Select(totals => totals.StepKey).ToListAsync(cancellationToken);
        db.StepTotals.AddRange(workflow.Steps.Where(step => !known.Contains(step.Key)).Select(step => new StepTotals
        {
            ProjectId = project.Id,
            OrganizationId = project.OrganizationId,
            StepKey = step.Key,
        }));
        await db.SaveChangesAsync(cancellationToken);
        return pools;
    }
}
