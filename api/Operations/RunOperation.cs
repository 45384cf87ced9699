using System.Text.Json;
using System.Text.Json.Serialization;
using ActiveLabel.Api.Acquisition;
using ActiveLabel.Api.Alerts;
using ActiveLabel.Api.Consensus;
using ActiveLabel.Api.Events;
using ActiveLabel.Api.Metrics;
using ActiveLabel.Api.ModelRegistry;
using ActiveLabel.Api.Predictions;
using ActiveLabel.Api.Sizing;
using ActiveLabel.Api.Storage;
using ActiveLabel.Api.Tasks;
using ActiveLabel.Api.Workflows;
using ActiveLabel.Domain.Predictions;
using ActiveLabel.Domain.Projects;
using Microsoft.EntityFrameworkCore;

namespace ActiveLabel.Api.Operations;

/// <summary>Runs the job of an operation and records what became of it.</summary>
public sealed partial class RunOperation(
    IDbContextFactory<ActiveLabelDb> databases,
    Writing writing,
    EstimateReliability estimateReliability,
    RetrainModel retrain,
    MeasureModels measureModels,
    RerankQueue rerank,
    EstimateSizing estimateSizing,
    SnapshotMetrics snapshotMetrics,
    ReclaimLeases reclaimLeases,
    RunWorkflowJob workflowJob,
    RunQualityJob qualityJob,
    RunPlanningJob planningJob,
    TimeProvider time,
    ILogger<RunOperation> logger)
{
    private static readonly JsonSerializerOptions ResultOptions = new(JsonSerializerDefaults.Web)
    {
        Converters = { new JsonStringEnumConverter() },
    };

    public async Task ExecuteAsync(OperationId id, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var operation = await db.Operations.AsNoTracking().SingleAsync(known => known.Id == id, cancellationToken);
        if (operation.State > OperationState.Running)
            return;
        var project = await db.Projects.AsNoTracking()
            .SingleAsync(known => known.Id == operation.ProjectId, cancellationToken);
        await MoveAsync(operation, OperationState.Running, result: null, error: null, cancellationToken);
        try
        {
            var result = await RunAsync(operation, project, cancellationToken);
            await MoveAsync(operation, OperationState.Succeeded, result, error: null, cancellationToken);
        }
        catch (OperationStoppedException)
        {
            // Whoever cancelled it has said so in storage.
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            LogFailed(logger, exception, operation.Job, id.Value);
            await MoveAsync(operation, OperationState.Failed, result: null, ErrorOf(exception), cancellationToken);
        }
    }

    private async Task<object> RunAsync(
        Operation operation, Project project, CancellationToken cancellationToken) => operation.Job switch
        {
            Job.EstimateReliability => await estimateReliability.ExecuteAsync(project, cancellationToken),
            Job.Retrain => await RetrainAsync(project, cancellationToken),
            Job.MeasureModels => await MeasureAsync(project, cancellationToken),
            Job.Rerank => await rerank.ExecuteAsync(project, cancellationToken),
            Job.EstimateSizing => await estimateSizing.ExecuteAsync(project, cancellationToken),
            Job.SnapshotMetrics => await SnapshotAsync(project, cancellationToken),
            Job.ReclaimLeases => new { Reclaimed = await ReclaimAsync(project, cancellationToken) },
            >= Job.InspectWorkers and <= Job.FindLabelErrors
                => await qualityJob.ExecuteAsync(operation, project, cancellationToken),
            >= Job.RollUpMetrics and < Job.RequeueItems
                => await planningJob.ExecuteAsync(operation, project, cancellationToken),
            _ => await workflowJob.ExecuteAsync(operation, project, cancellationToken),
        };

    // A queue in the order of yesterday's model helps nobody: a promotion ends in a new order.
    private async Task<RetrainResult> RetrainAsync(Project project, CancellationToken cancellationToken)
    {
        var result = await retrain.ExecuteAsync(project, cancellationToken);
        if (result.IsPromoted)
            await rerank.ExecuteAsync(project, cancellationToken);
        return result;
    }

    private async Task<MeasureModelsResult> MeasureAsync(Project project, CancellationToken cancellationToken)
    {
        var result = await measureModels.ExecuteAsync(project, cancellationToken);
        if (result.Promoted is not null)
            await rerank.ExecuteAsync(project, cancellationToken);
        return result;
    }

    private async Task<object> SnapshotAsync(Project project, CancellationToken cancellationToken)
    {
        var snapshot = await snapshotMetrics.ExecuteAsync(project, cancellationToken);
        return new { snapshot.At };
    }

    private async Task<int> ReclaimAsync(Project project, CancellationToken cancellationToken)
    {
        var all = 0;
        for (int some; (some = await reclaimLeases.ExecuteAsync(project, cancellationToken)) > 0;)
            all += some;
        return all;
    }

    private Task<int> MoveAsync(
        Operation operation, OperationState state, object? result, string? error, CancellationToken cancellationToken)
        => writing.ExecuteAsync(
            async (db, token) =>
            {
                var now = time.GetUtcNow();
                var stored = await db.Operations.SingleAsync(known => known.Id == operation.Id, token);
                if (stored.State > OperationState.Running)
                    return 0;
                (stored.State, stored.Error) = (state, error);
                stored.Result = result is null
                    ? null
                    : JsonSerializer.Serialize(result, result.GetType(), ResultOptions);
                stored.InputsHash = (result as IHashedInputs)?.InputsHash;
                stored.StartedAt = state == OperationState.Running ? now : stored.StartedAt;
                stored.Progress = state == OperationState.Succeeded ? 1 : stored.Progress;
                stored.FinishedAt = state > OperationState.Running ? now : null;
                await EventLog.AppendAsync(
                    db,
                    operation.OrganizationId,
                    operation.ProjectId,
                    new(),
                    state == OperationState.Failed
                        ?
                        [
                            OperationEvents.Changed(operation),
                            Alert.JobFailed($"{operation.Job}", error ?? "").ToEvent(),
                        ]
                        : [OperationEvents.Changed(operation)],
                    now,
                    token);
                return 0;
            },
            cancellationToken);

    // What inference says is meant for people; of anything else the log has the details.
    private static string ErrorOf(Exception exception)
    {
        var message = exception is InferenceUnavailableException or ModelNotAvailableException or ArgumentException
            ? exception.Message
            : "The job failed; the server's log says why.";
        return message.Length <= Operation.ErrorLengthMax ? message : message[..Operation.ErrorLengthMax];
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The job {Job} of operation {OperationId} failed.")]
    private static partial void LogFailed(ILogger logger, Exception exception, Job job, long operationId);
}
