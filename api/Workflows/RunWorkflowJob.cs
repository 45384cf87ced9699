using ActiveLabel.Api.Operations;
using ActiveLabel.Api.Storage;
using ActiveLabel.Domain.Projects;
using ActiveLabel.Domain.Workflows;
using Microsoft.EntityFrameworkCore;

namespace ActiveLabel.Api.Workflows;

/// <summary>The operations about workflows that are told what to do.</summary>
public sealed class RunWorkflowJob(
    IDbContextFactory<ActiveLabelDb> databases, Writing writing, RequeueItems requeueItems, TimeProvider time)
{
    public async Task<object> ExecuteAsync(Operation operation, Project project, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(operation);
        var input = operation.Input
            ?? throw new InvalidOperationException($"The job '{operation.Job}' was not told what to do.");
        var progress = new OperationProgress(writing, time, operation);
        return operation.Job switch
        {
            Job.RequeueItems => await requeueItems.ExecuteAsync(
                operation, project, WorkflowJson.Read<RequeueRequest>(input), progress, cancellationToken),
            Job.MigrateItems => await MigrateItems.ExecuteAsync(
                databases, writing, project, WorkflowJson.Read<MigrationRequest>(input), progress, cancellationToken),
            Job.SimulateWorkflow => await SimulateWorkflow.ExecuteAsync(
                databases, writing, operation, project, WorkflowJson.Read<SimulationRequest>(input), progress,
                cancellationToken),
            _ => throw new InvalidOperationException($"There is no job '{operation.Job}'."),
        };
    }
}
