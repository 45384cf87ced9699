using ActiveLabel.Api.Graph;
using ActiveLabel.Api.Projects;
using ActiveLabel.Api.Storage;
using ActiveLabel.Domain.Projects;
using Microsoft.EntityFrameworkCore;

namespace ActiveLabel.Api.Sizing;

/// <summary>What the estimates of many projects rest on, read together.</summary>
internal static class SizingInputs
{
    public static async Task<IReadOnlyDictionary<ProjectId, SizingEstimate>> FetchKnownAsync(
        ActiveLabelDb db,
        OrganizationId organization,
        IReadOnlyList<ProjectId> projects,
        CancellationToken cancellationToken)
        => await db.SizingEstimates.AsNoTracking()
            .Where(row => row.OrganizationId == organization && projects.Contains(row.ProjectId))
            .ToDictionaryAsync(row => row.ProjectId, cancellationToken);

    /// <summary>The latest points of the curve of all labels, the oldest first.</summary>
    public static async Task<IReadOnlyDictionary<ProjectId, IReadOnlyList<LearningCurveMeasurement>>> FetchCurveAsync(
        ActiveLabelDb db,
        OrganizationId organization,
        IReadOnlyList<ProjectId> projects,
        CancellationToken cancellationToken)
    {
        var points = await EachPage.ReadAsync(
            projects,
            project => db.LearningCurve
                .Where(row => row.OrganizationId == organization && row.ProjectId == project
                    && row.Arm == CurveArm.All)
                .OrderByDescending(row => row.Id).Take(EstimateSizing.PointsMax),
            cancellationToken);
        return points.OrderBy(row => row.Id).ByKey(row => row.ProjectId, row => row);
    }

    public static async Task<IReadOnlyDictionary<ProjectId, ProjectCounters>> FetchTotalsAsync(
        ActiveLabelDb db,
        OrganizationId organization,
        IReadOnlyList<ProjectId> projects,
        CancellationToken cancellationToken)
        => await db.Counters.AsNoTracking()
            .Where(row => row.OrganizationId == organization && projects.Contains(row.ProjectId))
            .ToDictionaryAsync(row => row.ProjectId, cancellationToken);
}
