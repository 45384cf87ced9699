using ActiveLabel.Api.Operations;
using ActiveLabel.Api.Storage;
using ActiveLabel.Api.Workflows;
using ActiveLabel.Domain.Forecasting;
using ActiveLabel.Domain.Projects;

namespace ActiveLabel.Api.Forecasting;

/// <summary>Asks for a forecast: what if, or who has to come.</summary>
public sealed class StartForecast(Writing writing, OperationQueue queue, TimeProvider time)
{
    /// <param name="idempotencyKey">A retry gets the same run.</param>
    public Task<StartResult> ExecuteAsync(
        Project project, ForecastQuestion question, string idempotencyKey, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(project);
        ArgumentNullException.ThrowIfNull(question);
        return StartResult.StartAsync(
            writing,
            queue,
            project,
            Job.Forecast,
            JsonColumn.Text(question),
            new(project.OrganizationId, "startForecast", idempotencyKey),
            async (db, token) =>
            {
                var version = await SendItem.VersionInForceAsync(db, project.Id, token);
                return question.Validate(version.Definition.Steps.Where(step => step.HasTasks)
                    .Select(step => step.Key).ToHashSet(StringComparer.Ordinal));
            },
            time,
            cancellationToken);
    }

    /// <param name="input">Of an operation; null where nothing was asked but how it goes on.</param>
    internal static ForecastQuestion QuestionOf(string? input)
        => input is null ? new() : JsonColumn.Read<ForecastQuestion>(input);
}
