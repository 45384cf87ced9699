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

    /// <summary>Of whose points a curve consists: the models in time, then those of parts of the labels.</summary>
    public static IReadOnlyList<CurveArm> ArmsOf(CurveSampling sampling) => sampling == CurveSampling.Queue
        ? [CurveArm.All, CurveArm.Arrival]
        : [CurveArm.Random, CurveArm.RandomDraw];

    /// <summary>The latest points of the curve under the project's queue, in the order of time.</summary>
    public static async Task<IReadOnlyList<LearningCurveMeasurement>> ReadAsync(
        ActiveLabelDb db, ProjectId project, CurveSlice slice, CancellationToken cancellationToken)
    {
        var points = await EachPage.ReadAsync(
            ArmsOf(CurveSampling.Queue),
            arm => Of(db, project, slice, arm).OrderByDescending(point => point.Id).Take(EstimateSizing.PointsMax),
            cancellationToken);
        return [.. points.OrderBy(point => point.Id)];
    }

    public static IQueryable<LearningCurveMeasurement> Of(
        ActiveLabelDb db, ProjectId project, CurveSlice slice, CurveArm arm)
    {
        var (dimension, key) = (slice.Dimension, slice.Key);
        return db.LearningCurve.AsNoTracking().Where(point => point.ProjectId == project
            && point.Dimension == dimension && point.Key == key && point.Arm == arm);
    }

    /// <returns>All of the project first; then the slices of its latest points.</returns>
    public static async Task<IReadOnlyList<CurveSlice>> SlicesAsync(
        ActiveLabelDb db, ProjectId project, CancellationToken cancellationToken)
    {
        var latest = await db.LearningCurve.AsNoTracking()
            .Where(point => point.ProjectId == project && point.Arm == CurveArm.All)
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
    /// <param name="items">What it was trained on and what it is measured on.</param>
    /// <param name="predictions">Of the control items, in their order.</param>
    /// <param name="subset">Which part of the labels it was trained on; null for all that there are.</param>
    public static IReadOnlyList<LearningCurveMeasurement> Measure(
        Project project,
        IReadOnlyList<LabeledItem> items,
        IReadOnlyList<float[]> predictions,
        DateTimeOffset now,
        NestedSubset? subset = null)
    {
        var choices = project.Schema.Questions[0].Choices;
        var labels = items.Where(item => item.Arm is Arm.Ranked or Arm.Random)
            .SelectMany(item => SlicesOf(item)).CountBy(slice => slice).ToDictionary();
        var modelLabels = items.Count(item => item.Arm is Arm.Ranked or Arm.Random);
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
                    subset?.Arm ?? CurveArm.All,
                    labels[slice.Key],
                    ControlMeasurement.Of(
                        [.. slice.Select(one => one.Prediction)], [.. slice.Select(one => one.Label)])
                        ?? throw new InvalidOperationException("A group has members."),
                    now,
                    slice.Key,
                    modelLabels,
                    subset?.Draw ?? 0))),
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
