using ActiveLabel.Api.Agreement;
using ActiveLabel.Api.Consensus;
using ActiveLabel.Api.Gold;
using ActiveLabel.Api.LabelErrors;
using ActiveLabel.Api.Misconduct;
using ActiveLabel.Api.Storage;
using ActiveLabel.Domain.Projects;

namespace ActiveLabel.Api.Operations;

/// <summary>Runs the operations about quality: who is reliable, and which labels are.</summary>
public sealed class RunQualityJob(
    InspectWorkers inspectWorkers,
    ApplyQuarantines applyQuarantines,
    MaintainGold maintainGold,
    MeasureAgreement measureAgreement,
    MeasureCalibration measureCalibration,
    FindLabelErrors findLabelErrors,
    Writing writing,
    TimeProvider time)
{
    public async Task<object> ExecuteAsync(Operation operation, Project project, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(operation);
        return operation.Job switch
        {
            Job.InspectWorkers => await inspectWorkers.ExecuteAsync(project, cancellationToken),
            Job.MaintainGold => await maintainGold.ExecuteAsync(project, cancellationToken),
            Job.MeasureAgreement => await measureAgreement.ExecuteAsync(project, cancellationToken),
            Job.MeasureCalibration => await measureCalibration.ExecuteAsync(project, cancellationToken),
            Job.FindLabelErrors => await findLabelErrors.ExecuteAsync(project, cancellationToken),
            _ => await applyQuarantines.ExecuteAsync(
                project, new OperationProgress(writing, time, operation), cancellationToken),
        };
    }
}
