using ActiveLabel.Api.Operations;
using ActiveLabel.Api.Storage;
using ActiveLabel.Domain.Projects;

namespace ActiveLabel.Api.Misconduct;

/// <summary>The operations about misconduct.</summary>
public sealed class RunMisconductJob(
    InspectWorkers inspectWorkers, ApplyQuarantines applyQuarantines, Writing writing, TimeProvider time)
{
    public async Task<object> ExecuteAsync(Operation operation, Project project, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(operation);
        var progress = new OperationProgress(writing, time, operation);
        return operation.Job == Job.InspectWorkers
            ? await inspectWorkers.ExecuteAsync(project, cancellationToken)
            : await applyQuarantines.ExecuteAsync(project, progress, cancellationToken);
    }
}
