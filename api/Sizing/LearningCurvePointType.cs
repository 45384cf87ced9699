using ActiveLabel.Api.Graph;
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

    /// <summary>How many.</summary>
    public int Labels => point.Labels;

    /// <summary>Share of the control items whose label the model says, 0 to 1.</summary>
    public double Accuracy => point.Measurement.Accuracy;

    /// <summary>Lower end of the 95 % interval of the accuracy.</summary>
    public double AccuracyLow => point.Measurement.AccuracyLow;

    /// <summary>Upper end of the 95 % interval of the accuracy.</summary>
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

    internal static async Task<IReadOnlyDictionary<(ProjectId, CurveSlice), IReadOnlyList<LearningCurvePointType>>>
        FetchAsync(
            ActiveLabelDb db,
            OrganizationId organization,
            IReadOnlyList<(ProjectId Project, CurveSlice Slice)> wanted,
            CancellationToken cancellationToken)
    {
        var points = await EachPage.ReadAsync(
            wanted,
            one => db.LearningCurve
                .Where(row => row.OrganizationId == organization && row.ProjectId == one.Project
                    && row.Dimension == one.Slice.Dimension && row.Key == one.Slice.Key)
                .OrderByDescending(row => row.Id).Take(EstimateSizing.PointsMax),
            cancellationToken);
        return points.OrderBy(row => row.Id).ByKey(
            row => (row.ProjectId, new CurveSlice(row.Dimension, row.Key)), row => new LearningCurvePointType(row));
    }
}
