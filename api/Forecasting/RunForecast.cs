using ActiveLabel.Api.Events;
using ActiveLabel.Api.Metrics;
using ActiveLabel.Api.Operations;
using ActiveLabel.Api.Sizing;
using ActiveLabel.Api.Storage;
using ActiveLabel.Domain.Forecasting;
using ActiveLabel.Domain.Projects;
using Microsoft.EntityFrameworkCore;

namespace ActiveLabel.Api.Forecasting;

/// <param name="IsKnown">Whether there is an answer.</param>
/// <param name="InputsHash">Of all that it rests on.</param>
public sealed record ForecastResult(bool IsKnown, string Message, string InputsHash) : IHashedInputs;

/// <summary>
/// Foretells from the project's real workflow and what is on record when the work will be done, at what cost, and who
/// is short; and keeps what was foretold.
/// </summary>
public sealed class RunForecast(
    IDbContextFactory<ActiveLabelDb> databases, Writing writing, EstimateSizing estimateSizing, TimeProvider time)
{
    public static readonly TimeSpan Interval = TimeSpan.FromHours(1);

    private const int StaffingRuns = 50;
    private const int StaffingUnitsMax = 500;

    public async Task<ForecastResult> ExecuteAsync(
        Project project, ForecastQuestion question, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(project);
        ArgumentNullException.ThrowIfNull(question);
        var now = time.GetUtcNow();
        var (items, gap) = await ItemsForAsync(project, question.WhatIf, cancellationToken);
        ForecastInputs inputs;
        await using (var db = await databases.CreateDbContextAsync(cancellationToken))
            inputs = await ForecastInputs.ReadAsync(db, project, question.WhatIf, items, now, cancellationToken);
        gap ??= inputs.Gap;
        var forecast = new Forecast
        {
            OrganizationId = project.OrganizationId,
            ProjectId = project.Id,
            IsBaseline = question is { WhatIf: null, Staffing: null },
            Question = question,
            Answer = gap is null ? Answer(project, inputs, question, cancellationToken) : null,
            Missing = gap,
            InputsHash = inputs.Hash(question),
            At = now,
        };
        await StoreAsync(project, forecast, cancellationToken);
        return new(
            gap is null, gap?.Message ?? "There is a forecast.", forecast.InputsHash);
    }

    /// <returns>Items to be done in all, null as the plan has it; or what is missing to say that.</returns>
    private async Task<(int? Items, ForecastGap? Gap)> ItemsForAsync(
        Project project, WhatIf? other, CancellationToken cancellationToken)
    {
        if (other?.TargetAccuracy is not { } target)
            return (other?.Items, null);
        var estimate = await estimateSizing.ForAsync(project, target, cancellationToken);
        // Of the items that are done, those of the control arm and of the calibration share train nothing.
        var training = 1 - project.Settings.Shares.Control - project.Settings.Shares.Calibration;
        return estimate.LabelsNeeded is { } labels
            ? ((int)Math.Ceiling(labels / training), null)
            : (null, new(ForecastGapKind.LearningCurve, 0, 1));
    }

    private static ForecastAnswer Answer(
        Project project, ForecastInputs inputs, ForecastQuestion question, CancellationToken cancellationToken)
    {
        var fit = new WorkflowFit(inputs.Plan.Steps, inputs.Records);
        var seed = (int)(project.Seed & int.MaxValue);
        if (question.Staffing is not { } goal)
            return AnswerOf(
                inputs,
                ForecastWork.Run(inputs.Plan, fit, seed, cancellationToken),
                inputs.Goals.Deadline,
                inputs.Goals.Budget,
                inputs.Plan.Workers);
        var offered = OfferedIn(inputs, goal);
        var search = new StaffingSearch(
            inputs.Plan with { UnitsMax = StaffingUnitsMax }, fit, seed, StaffingRuns, goal.Confidence);
        var left = goal.Budget - inputs.CostSoFar;
        var found = search.Find(
            [.. offered.Select(kind => kind.Workers)], goal.FinishBy, left, cancellationToken);
        return AnswerOf(inputs, found.Forecast, goal.FinishBy, goal.Budget, inputs.Plan.Workers) with
        {
            Added = [.. offered.Select(kind => new AddedWorkers(kind.Step, found.Added[kind.Workers.Key]))],
            Workers = inputs.Plan.Workers.Sum(worker => worker.Count) + found.Added.Values.Sum(),
        };
    }

    // Where nobody is named, whoever may do a step could come: one kind for all steps that ask for the same.
    private static List<(string Step, PlannedWorkers Workers)> OfferedIn(ForecastInputs inputs, StaffingGoal goal)
        => [.. (goal.Offered is { Count: > 0 } named
                ? named
                : inputs.Graph.Steps.DistinctBy(WorkGraph.SkillOf).Select(step => new MoreWorkers(step.Key)))
            .Select((more, number) => (
                more.Step,
                WorkCrew.Of(more with { Count = 1 }, inputs.Graph.Steps, inputs.Goals, number + 1)))];

    private static ForecastAnswer AnswerOf(
        ForecastInputs inputs,
        WorkforceForecast forecast,
        DateTimeOffset? deadline,
        double? budget,
        IReadOnlyList<PlannedWorkers> workers) => new(
            forecast.DateP50,
            forecast.DateP90,
            forecast.CostP50,
            forecast.CostP90,
            forecast.FinishedShare,
            forecast.Loads,
            forecast.Bottleneck,
            deadline is { } by ? forecast.ProbabilityBy(by) : null,
            budget is { } most ? forecast.ProbabilityWithin(most - inputs.CostSoFar) : null,
            inputs.Plan.Items,
            workers.Sum(worker => worker.Count));

    private Task<bool> StoreAsync(Project project, Forecast forecast, CancellationToken cancellationToken)
        => writing.ExecuteAsync(
            new(project.OrganizationId, project.Id),
            async (db, token) =>
            {
                db.Forecasts.Add(forecast);
                await EventLog.AppendAsync(
                    db, project.OrganizationId, project.Id, new(), [MetricsChanged.Event(MetricCurve.Forecast)],
                    forecast.At, token);
                return true;
            },
            cancellationToken);
}
