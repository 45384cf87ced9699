using ActiveLabel.Api.Forecasting;
using ActiveLabel.Api.Sizing;
using ActiveLabel.Domain.Metrics;
using ActiveLabel.Domain.Projects;
using Microsoft.EntityFrameworkCore;

namespace ActiveLabel.Api.Exports;

/// <summary>Curves, estimates, forecasts and series, as notebooks want them.</summary>
internal static class CurveExports
{
    public static IExportTable LearningCurve(ProjectId project) => new ExportTable<LearningCurveMeasurement>(
        [
            ExportColumn<LearningCurveMeasurement>.Text("dimension", point => $"{point.Dimension}"),
            ExportColumn<LearningCurveMeasurement>.Text("key", point => point.Key),
            ExportColumn<LearningCurveMeasurement>.Text("arm", point => $"{point.Arm}"),
            ExportColumn<LearningCurveMeasurement>.Count("labels", point => point.Labels),
            ExportColumn<LearningCurveMeasurement>.Count("modelLabels", point => point.ModelLabels),
            ExportColumn<LearningCurveMeasurement>.Count("draw", point => point.Draw),
            ExportColumn<LearningCurveMeasurement>.Number("accuracy", point => point.Measurement.Accuracy),
            ExportColumn<LearningCurveMeasurement>.Number("standardError", point => point.Measurement.StandardError),
            ExportColumn<LearningCurveMeasurement>.Number("logLoss", point => point.Measurement.LogLoss),
            ExportColumn<LearningCurveMeasurement>.Number("macroF1", point => point.Measurement.MacroF1),
            ExportColumn<LearningCurveMeasurement>.Number("ece", point => point.Measurement.CalibrationError),
            ExportColumn<LearningCurveMeasurement>.Number("meanConfidence", point => point.Measurement.MeanConfidence),
            ExportColumn<LearningCurveMeasurement>.Count("controlItems", point => point.Measurement.Items),
            ExportColumn<LearningCurveMeasurement>.Instant("at", point => point.At),
        ],
        (db, after, token) => db.LearningCurve.AsNoTracking()
            .Where(point => point.ProjectId == project && point.Id > after)
            .OrderBy(point => point.Id).Take(ExportTable<LearningCurveMeasurement>.PageSize).ToListAsync(token),
        point => point.Id);

    public static IExportTable Sizings(ProjectId project) => new ExportTable<SizingEstimate>(
        [
            ExportColumn<SizingEstimate>.Text("dimension", estimate => $"{estimate.Dimension}"),
            ExportColumn<SizingEstimate>.Text("key", estimate => estimate.Key),
            ExportColumn<SizingEstimate>.Text("status", estimate => $"{estimate.Status}"),
            ExportColumn<SizingEstimate>.Number("target", estimate => estimate.Target),
            ExportColumn<SizingEstimate>.Count("labelsNow", estimate => estimate.LabelsNow),
            ExportColumn<SizingEstimate>.Number("accuracyNow", estimate => estimate.AccuracyNow),
            ExportColumn<SizingEstimate>.Count("labelsNeeded", estimate => estimate.LabelsNeeded),
            ExportColumn<SizingEstimate>.Count("labelsLow", estimate => estimate.LabelsLow),
            ExportColumn<SizingEstimate>.Count("labelsHigh", estimate => estimate.LabelsHigh),
            ExportColumn<SizingEstimate>.Count("labelsWith50", estimate => estimate.LabelsWith50),
            ExportColumn<SizingEstimate>.Count("labelsWith80", estimate => estimate.LabelsWith80),
            ExportColumn<SizingEstimate>.Count("labelsWith90", estimate => estimate.LabelsWith90),
            ExportColumn<SizingEstimate>.Number("reachedProbability", estimate => estimate.ReachedProbability),
            ExportColumn<SizingEstimate>.Number("gainPerThousandLabels", estimate => estimate.GainPerThousandLabels),
            ExportColumn<SizingEstimate>.Text("advice", estimate => $"{estimate.Advice}"),
            ExportColumn<SizingEstimate>.Text("inputsHash", estimate => estimate.InputsHash),
            ExportColumn<SizingEstimate>.Instant("estimatedAt", estimate => estimate.EstimatedAt),
            ExportColumn<SizingEstimate>.Instant("supersededAt", estimate => estimate.SupersededAt),
        ],
        (db, after, token) => db.SizingEstimates.AsNoTracking()
            .Where(estimate => estimate.ProjectId == project && estimate.Id > after)
            .OrderBy(estimate => estimate.Id).Take(ExportTable<SizingEstimate>.PageSize).ToListAsync(token),
        estimate => estimate.Id);

    public static IExportTable Forecasts(ProjectId project) => new ExportTable<Forecast>(
        [
            ExportColumn<Forecast>.Truth("isBaseline", forecast => forecast.IsBaseline),
            ExportColumn<Forecast>.Text("missing", forecast => forecast.Missing?.Message),
            ExportColumn<Forecast>.Instant("dateP50", forecast => forecast.Answer?.DateP50),
            ExportColumn<Forecast>.Instant("dateP90", forecast => forecast.Answer?.DateP90),
            ExportColumn<Forecast>.Number("costP50", forecast => forecast.Answer?.CostP50),
            ExportColumn<Forecast>.Number("costP90", forecast => forecast.Answer?.CostP90),
            ExportColumn<Forecast>.Number("deadlineProbability", forecast => forecast.Answer?.InTime),
            ExportColumn<Forecast>.Number("budgetProbability", forecast => forecast.Answer?.InBudget),
            ExportColumn<Forecast>.Count("itemsLeft", forecast => forecast.Answer?.ItemsLeft),
            ExportColumn<Forecast>.Count("workers", forecast => forecast.Answer?.Workers),
            ExportColumn<Forecast>.Text("bottleneck", forecast => forecast.Answer?.Bottleneck),
            ExportColumn<Forecast>.Text("inputsHash", forecast => forecast.InputsHash),
            ExportColumn<Forecast>.Instant("at", forecast => forecast.At),
        ],
        (db, after, token) => db.Forecasts.AsNoTracking()
            .Where(forecast => forecast.ProjectId == project && forecast.Id > new ForecastId(after))
            .OrderBy(forecast => forecast.Id).Take(ExportTable<Forecast>.PageSize).ToListAsync(token),
        forecast => forecast.Id.Value);

    /// <summary>One series, in the order of time.</summary>
    public static IExportTable Series(
        ProjectId project, MetricDimension dimension, string key, MetricResolution resolution)
        => new ExportTable<MetricBucket>(
            [
                ExportColumn<MetricBucket>.Instant(
                    "from", bucket => MetricClock.StartOf(bucket.Resolution, bucket.Number)),
                ExportColumn<MetricBucket>.Count("arrived", bucket => bucket.Arrived),
                ExportColumn<MetricBucket>.Count("finished", bucket => bucket.Finished),
                ExportColumn<MetricBucket>.Count("firstPass", bucket => bucket.FirstPass),
                ExportColumn<MetricBucket>.Count("returned", bucket => bucket.Returned),
                ExportColumn<MetricBucket>.Count("cancelled", bucket => bucket.Cancelled),
                ExportColumn<MetricBucket>.Count("judgements", bucket => bucket.Judgements),
                ExportColumn<MetricBucket>.Count("decisions", bucket => bucket.Decisions),
                ExportColumn<MetricBucket>.Count("corrections", bucket => bucket.Corrections),
                ExportColumn<MetricBucket>.Count("rework", bucket => bucket.Rework),
                ExportColumn<MetricBucket>.Count("skips", bucket => bucket.Skips),
                ExportColumn<MetricBucket>.Number("activeSeconds", bucket => bucket.ActiveSeconds),
                ExportColumn<MetricBucket>.Number("cost", bucket => bucket.Cost),
                ExportColumn<MetricBucket>.Number("leadSeconds", bucket => bucket.LeadSeconds),
                ExportColumn<MetricBucket>.Count("workInProgress", bucket => bucket.InProgress),
                ExportColumn<MetricBucket>.Count("usable", bucket => bucket.Usable),
            ],
            (db, after, token) => db.MetricBuckets.AsNoTracking()
                .Where(bucket => bucket.ProjectId == project && bucket.Dimension == dimension
                    && bucket.Resolution == resolution && bucket.Key == key && bucket.Number > after)
                .OrderBy(bucket => bucket.Number).Take(ExportTable<MetricBucket>.PageSize).ToListAsync(token),
            bucket => bucket.Number);
}
