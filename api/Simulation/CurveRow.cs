using System.Globalization;
using ActiveLabel.Domain.Sizing;

namespace ActiveLabel.Api.Simulation;

/// <summary>A line of <c>curve.csv</c>: how good the model is after so many labels.</summary>
/// <param name="Labels">Items with a label outside of the control arm, calibration included.</param>
/// <param name="Judgements">All judgements given for them, those of the control and calibration shares
/// included.</param>
public sealed record CurveRow(string Strategy, int Seed, int Labels, long Judgements, ControlMeasurement Measurement)
{
    public const string Header = "strategy,seed,labels,judgements,accuracy,log_loss,ece,mean_confidence";

    public override string ToString()
        => string.Create(
            CultureInfo.InvariantCulture,
            $"{Strategy},{Seed},{Labels},{Judgements},{Measurement.Accuracy:0.0000},{Measurement.LogLoss:0.0000},"
            + $"{Measurement.CalibrationError:0.0000},{Measurement.MeanConfidence:0.0000}");
}
