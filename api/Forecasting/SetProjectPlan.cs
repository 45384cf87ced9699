using ActiveLabel.Api.Events;
using ActiveLabel.Api.Metrics;
using ActiveLabel.Api.Storage;
using ActiveLabel.Domain.Forecasting;
using ActiveLabel.Domain.Projects;
using Microsoft.EntityFrameworkCore;

namespace ActiveLabel.Api.Forecasting;

/// <summary>Says what those who lead a project want of it.</summary>
public sealed class SetProjectPlan(Writing writing, TimeProvider time)
{
    /// <summary>What is said replaces what was said before, so that a retry needs no key of its own.</summary>
    /// <returns>What is wrong with it; null where it holds from now on.</returns>
    public async Task<string?> ExecuteAsync(Project project, PlanGoals goals, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(project);
        ArgumentNullException.ThrowIfNull(goals);
        if (goals.Validate() is { } problem)
            return problem;
        await writing.ExecuteAsync(
            new(project.OrganizationId, project.Id),
            async (db, token) =>
            {
                var now = time.GetUtcNow();
                var plan = await db.ProjectPlans.AsTracking().SingleOrDefaultAsync(
                    known => known.ProjectId == project.Id, token);
                if (plan is null)
                    db.ProjectPlans.Add(new()
                    {
                        ProjectId = project.Id,
                        OrganizationId = project.OrganizationId,
                        Goals = goals,
                        SetAt = now,
                    });
                else
                    (plan.Goals, plan.SetAt) = (goals, now);
                await EventLog.AppendAsync(
                    db, project.OrganizationId, project.Id, new(), [MetricsChanged.Event(MetricCurve.Series)], now,
                    token);
                return true;
            },
            cancellationToken);
        return null;
    }
}
