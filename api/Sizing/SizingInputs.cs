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

    /// <summary>The latest points of a curve, in the order of time.</summary>
    public static async Task<
        IReadOnlyDictionary<(ProjectId, CurveSlice, CurveSampling), IReadOnlyList<LearningCurveMeasurement>>>
        FetchCurveAsync(
            ActiveLabelDb db,
            OrganizationId organization,
            IReadOnlyList<(ProjectId Project, CurveSlice Slice, CurveSampling Sampling)> wanted,
            CancellationToken cancellationToken)
    {
        var curves = wanted.SelectMany(
            one => CurvePoints.ArmsOf(one.Sampling), (one, arm) => (one.Project, one.Slice, Arm: arm));
        var points = await EachPage.ReadAsync(
            [.. curves],
            curve => CurvePoints.Of(db, curve.Project, curve.Slice, curve.Arm)
                .Where(row => row.OrganizationId == organization)
                .OrderByDescending(row => row.Id).Take(EstimateSizing.PointsMax),
            cancellationToken);
        return points.OrderBy(row => row.Id).ByKey(
            row => (
                row.ProjectId,
                new CurveSlice(row.Dimension, row.Key),
                row.Arm is CurveArm.Random or CurveArm.RandomDraw ? CurveSampling.Random : CurveSampling.Queue),
            row => row);
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
