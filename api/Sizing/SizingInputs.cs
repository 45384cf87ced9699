using ActiveLabel.Api.Graph;
using ActiveLabel.Api.Projects;
using ActiveLabel.Api.Storage;
using ActiveLabel.Domain.Projects;
using ActiveLabel.Domain.Sizing;
using Microsoft.EntityFrameworkCore;

namespace ActiveLabel.Api.Sizing;

/// <summary>What the estimates of many projects rest on, read together.</summary>
internal static class SizingInputs
{
    public static async Task<IReadOnlyDictionary<(ProjectId, CurveSlice), SizingEstimate>> FetchKnownAsync(
        ActiveLabelDb db,
        OrganizationId organization,
        IReadOnlyList<(ProjectId Project, CurveSlice Slice)> wanted,
        CancellationToken cancellationToken)
    {
        var found = await EachPage.ReadAsync(
            wanted,
            one => db.SizingEstimates.Where(row => row.OrganizationId == organization
                && row.ProjectId == one.Project && row.Dimension == one.Slice.Dimension && row.Key == one.Slice.Key
                && row.SupersededAt == null).OrderBy(row => row.Id).Take(1),
            cancellationToken);
        return found.ToDictionary(row => (row.ProjectId, new CurveSlice(row.Dimension, row.Key)));
    }

    /// <summary>The latest estimates of all slices of a dimension, in the order of their keys.</summary>
    public static async Task<IReadOnlyDictionary<(ProjectId, CurveDimension), IReadOnlyList<SizingEstimate>>>
        FetchSlicesAsync(
            ActiveLabelDb db,
            OrganizationId organization,
            IReadOnlyList<(ProjectId Project, CurveDimension Dimension)> wanted,
            CancellationToken cancellationToken)
    {
        var found = await EachPage.ReadAsync(
            wanted,
            one => db.SizingEstimates.Where(row => row.OrganizationId == organization
                && row.ProjectId == one.Project && row.Dimension == one.Dimension && row.SupersededAt == null)
                .OrderBy(row => row.Key).Take(SlicesMax),
            cancellationToken);
        return found.OrderBy(row => row.Key, StringComparer.Ordinal)
            .ByKey(row => (row.ProjectId, row.Dimension), row => row);
    }

    /// <summary>The latest points of a curve of all labels, the oldest first.</summary>
    public static async Task<IReadOnlyDictionary<(ProjectId, CurveSlice), IReadOnlyList<LearningCurveMeasurement>>>
        FetchCurveAsync(
            ActiveLabelDb db,
            OrganizationId organization,
            IReadOnlyList<(ProjectId Project, CurveSlice Slice)> wanted,
            CancellationToken cancellationToken)
    {
        var points = await EachPage.ReadAsync(
            wanted,
            one => db.LearningCurve.Where(row => row.OrganizationId == organization
                && row.ProjectId == one.Project && row.Dimension == one.Slice.Dimension && row.Key == one.Slice.Key
                && row.Arm == CurveArm.All)
                .OrderByDescending(row => row.Id).Take(EstimateSizing.PointsMax),
            cancellationToken);
        return points.OrderBy(row => row.Id)
            .ByKey(row => (row.ProjectId, new CurveSlice(row.Dimension, row.Key)), row => row);
    }

    public static async Task<IReadOnlyDictionary<ProjectId, ProjectCounters>> FetchTotalsAsync(
        ActiveLabelDb db,
        OrganizationId organization,
        IReadOnlyList<ProjectId> projects,
        CancellationToken cancellationToken)
        => await db.Counters.AsNoTracking()
            .Where(row => row.OrganizationId == organization && projects.Contains(row.ProjectId))
            .ToDictionaryAsync(row => row.ProjectId, cancellationToken);

    // Slices that came and went are kept, too.
    private const int SlicesMax = 4 * CurveSlice.KeysMax;
}
