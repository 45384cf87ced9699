using ActiveLabel.Api.Events;
using ActiveLabel.Api.Metrics;
using ActiveLabel.Api.Predictions;
using ActiveLabel.Api.Storage;
using ActiveLabel.Domain.Items;
using ActiveLabel.Domain.Projects;
using ActiveLabel.Domain.Sizing;
using Microsoft.EntityFrameworkCore;

namespace ActiveLabel.Api.Sizing;

/// <summary>The points of a project's learning curves: of all its items, its labels, slices and use cases.</summary>
internal static class CurvePoints
{
    /// <summary>Points of a retrain that are looked at for the slices there are: three dimensions of so many.</summary>
    private const int LatestMax = (3 * CurveSlice.KeysMax) + 3;

    /// <summary>The latest points of a curve of all labels, the oldest first.</summary>
    public static async Task<IReadOnlyList<LearningCurveMeasurement>> ReadAsync(
        ActiveLabelDb db, ProjectId project, CurveSlice slice, CancellationToken cancellationToken)
    {
        var points = await Of(db, project, slice).Where(point => point.Arm == CurveArm.All)
            .OrderByDescending(point => point.Id).Take(EstimateSizing.PointsMax).ToListAsync(cancellationToken);
        points.Reverse();
        return points;
    }

    public static IQueryable<LearningCurveMeasurement> Of(ActiveLabelDb db, ProjectId project, CurveSlice slice)
    {
        var (dimension, key) = (slice.Dimension, slice.Key);
        return db.LearningCurve.AsNoTracking().Where(
            point => point.ProjectId == project && point.Dimension == dimension && point.Key == key);
    }

    /// <returns>All of the project first; then the slices of its latest points.</returns>
    public static async Task<IReadOnlyList<CurveSlice>> SlicesAsync(
        ActiveLabelDb db, ProjectId project, CancellationToken cancellationToken)
    {
        var latest = await db.LearningCurve.AsNoTracking().Where(point => point.ProjectId == project)
            .OrderByDescending(point => point.Id).Take(LatestMax)
            .Select(point => new { point.Dimension, point.Key }).ToListAsync(cancellationToken);
        return
        [
            CurveSlice.All,
            .. latest.Select(point => new CurveSlice(point.Dimension, point.Key))
                .Where(slice => slice != CurveSlice.All).Distinct()
                .OrderBy(slice => slice.Dimension).ThenBy(slice => slice.Key, StringComparer.Ordinal),
        ];
    }

    /// <summary>The points that a model adds to the curves of labels, slices and use cases.</summary>
    /// <param name="items">All that are done.</param>
    /// <param name="predictions">Of the control items, in their order.</param>
    public static IReadOnlyList<LearningCurveMeasurement> Measure(
        Project project, IReadOnlyList<LabeledItem> items, IReadOnlyList<float[]> predictions, DateTimeOffset now)
    {
        var choices = project.Schema.Questions[0].Choices;
        var labels = items.Where(item => item.Arm is Arm.Ranked or Arm.Random)
            .SelectMany(item => SlicesOf(item)).CountBy(slice => slice).ToDictionary();
        var control = items.Where(item => item.Arm == Arm.Control).Zip(predictions)
            .SelectMany(pair => SlicesOf(pair.First).Select(slice => (
                Slice: slice, Prediction: pair.Second, pair.First.Label)))
            .GroupBy(one => one.Slice).Where(same => same.Count() >= CurveSlice.ControlItemsMin
                && labels.GetValueOrDefault(same.Key) > 0);
        return
        [
            .. control.GroupBy(slice => slice.Key.Dimension).OrderBy(same => same.Key).SelectMany(dimension => dimension
                .OrderByDescending(slice => slice.Count()).ThenBy(slice => slice.Key.Key, StringComparer.Ordinal)
                .Take(CurveSlice.KeysMax).Select(slice => LearningCurveMeasurement.Of(
                    project,
                    CurveArm.All,
                    labels[slice.Key],
                    ControlMeasurement.Of(
                        [.. slice.Select(one => one.Prediction)], [.. slice.Select(one => one.Label)])
                        ?? throw new InvalidOperationException("A group has members."),
                    now,
                    slice.Key))),
        ];

        IEnumerable<CurveSlice> SlicesOf(LabeledItem item)
            => CurveSlice.Of(choices[item.Label].Key, item.Attributes);
    }

    /// <summary>Adds them, in the transaction of the model that they measure.</summary>
    public static NewEvent? Add(ActiveLabelDb db, IReadOnlyList<LearningCurveMeasurement> points)
    {
        db.LearningCurve.AddRange(points);
        return points.Count == 0
            ? null
            : MetricsChanged.Event([.. EstimateSizing.CurvesOf(points.Select(point => point.Dimension))]);
    }
}
