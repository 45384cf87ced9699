using ActiveLabel.Api.Security;
using ActiveLabel.Api.Storage;
using ActiveLabel.Domain.Projects;
using ActiveLabel.Domain.Sizing;

namespace ActiveLabel.Api.Sizing;

/// <summary>A measured point of the learning curve: a model trained on so many labels, on the control arm.</summary>
[Allow(Audience.Staff)]
public sealed class LearningCurvePointType(LearningCurveMeasurement point)
{
    /// <summary>Which labels the model was trained on.</summary>
    public CurveArm Arm => point.Arm;

    /// <summary>How many; for the curve of a label, slice or use case how many of it.</summary>
    public int Labels => point.Labels;

    /// <summary>How many in all.</summary>
    public int ModelLabels => point.ModelLabels;

    /// <summary>Which of several draws of so many labels from the random arm; null for what was not drawn.</summary>
    public int? Draw => point.Draw == 0 ? null : point.Draw;

    /// <summary>Share of the control items whose label the model says, 0 to 1.</summary>
    public double Accuracy => point.Measurement.Accuracy;

    /// <summary>Lower end of the 90 % interval of the accuracy.</summary>
    public double AccuracyLow => point.Measurement.AccuracyLow;

    /// <summary>Upper end of the 90 % interval of the accuracy.</summary>
    public double AccuracyHigh => point.Measurement.AccuracyHigh;

    /// <summary>Mean of -ln P(true label), in nats.</summary>
    public double LogLoss => point.Measurement.LogLoss;

    /// <summary>Expected calibration error of the top label.</summary>
    public double Ece => point.Measurement.CalibrationError;

    /// <summary>Mean of the calibrated probability of the top label, 0 to 1.</summary>
    public double MeanConfidence => point.Measurement.MeanConfidence;

    /// <summary>Mean of F1 over the labels; null for what was measured before it was kept.</summary>
    public double? MacroF1 => point.Measurement.MacroF1;

    /// <summary>Control items that it was measured on.</summary>
    public int ControlItems => point.Measurement.Items;

    public DateTimeOffset At => point.At;

    /// <summary>Of what the curve is.</summary>
    public CurveDimension Dimension => point.Dimension;

    /// <summary>The label, "attribute=value" or use case; empty for all of the project.</summary>
    public string Key => point.Key;

    /// <summary>The latest points of each arm that is asked for, in the order of time.</summary>
    internal static async Task<
        IReadOnlyDictionary<(ProjectId, CurveSlice, CurveArm?), IReadOnlyList<LearningCurvePointType>>> FetchAsync(
            ActiveLabelDb db,
            OrganizationId organization,
            IReadOnlyList<(ProjectId Project, CurveSlice Slice, CurveArm? Arm)> wanted,
            CancellationToken cancellationToken)
    {
        var curves = wanted.SelectMany(one => ArmsOf(one.Arm).Select(arm => (one.Project, one.Slice, Arm: arm)))
            .Distinct().ToList();
        var points = await EachPage.ReadAsync(
            curves,
            one => CurvePoints.Of(db, one.Project, one.Slice, one.Arm)
                .Where(row => row.OrganizationId == organization)
                .OrderByDescending(row => row.Id).Take(EstimateSizing.PointsMax),
            cancellationToken);
        var known = points.OrderBy(row => row.Id)
            .ToLookup(row => (row.ProjectId, new CurveSlice(row.Dimension, row.Key)));
        return wanted.Distinct().ToDictionary(
            one => one,
            one => (IReadOnlyList<LearningCurvePointType>)[.. known[(one.Project, one.Slice)]
                .Where(row => one.Arm is null || row.Arm == one.Arm).Select(row => new LearningCurvePointType(row))]);
    }

    private static CurveArm[] ArmsOf(CurveArm? arm) => arm is { } one ? [one] : Enum.GetValues<CurveArm>();
}
