using ActiveLabel.Api.Graph;
using ActiveLabel.Api.Security;
using ActiveLabel.Api.Storage;
using ActiveLabel.Domain.Projects;

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

    /// <summary>Control items that it was measured on.</summary>
    public int ControlItems => point.Measurement.Items;

    public DateTimeOffset At => point.At;

    internal static async Task<IReadOnlyDictionary<ProjectId, IReadOnlyList<LearningCurvePointType>>> FetchAsync(
        ActiveLabelDb db,
        OrganizationId organization,
        IReadOnlyList<ProjectId> projects,
        CancellationToken cancellationToken)
    {
        var points = await EachPage.ReadAsync(
            projects,
            project => db.LearningCurve
                .Where(row => row.OrganizationId == organization && row.ProjectId == project)
                .OrderByDescending(row => row.Id).Take(EstimateSizing.PointsMax),
            cancellationToken);
        return points.OrderBy(row => row.Id).ByKey(row => row.ProjectId, row => new LearningCurvePointType(row));
    }
}
