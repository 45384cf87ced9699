using ActiveLabel.Api.Bias;
using ActiveLabel.Api.Forecasting;
using ActiveLabel.Api.Metrics;
using ActiveLabel.Api.Suggestions;
using ActiveLabel.Domain.Projects;

namespace ActiveLabel.Api.Operations;

/// <summary>Runs the operations about progress: what was done, and what is to come.</summary>
public sealed class RunPlanningJob(
    RollUpMetrics rollUpMetrics, RunForecast runForecast, AuditBias auditBias, MakeSuggestions makeSuggestions)
{
    public async Task<object> ExecuteAsync(Operation operation, Project project, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(operation);
        return operation.Job switch
        {
            Job.RollUpMetrics => await rollUpMetrics.ExecuteAsync(project, cancellationToken),
            Job.Forecast => await runForecast.ExecuteAsync(
                project, StartForecast.QuestionOf(operation.Input), cancellationToken),
            Job.AuditBias => await auditBias.ExecuteAsync(project, cancellationToken),
            Job.SuggestWorkflow => await makeSuggestions.ExecuteAsync(project, cancellationToken),
            _ => throw new InvalidOperationException($"{operation.Job} is no job of planning."),
        };
    }
}
