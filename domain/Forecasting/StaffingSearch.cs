namespace ActiveLabel.Domain.Forecasting;

/// <summary>Who has to come, so that the work is done in time.</summary>
/// <param name="Added">How many of each kind of worker offered, by key.</param>
/// <param name="Forecast">With them.</param>
/// <param name="IsInTime">The deadline is kept with the probability asked for.</param>
/// <param name="IsInBudget">So is the budget.</param>
public sealed record StaffingAnswer(
    IReadOnlyDictionary<string, int> Added, WorkforceForecast Forecast, bool IsInTime, bool IsInBudget);

/// <summary>The inverse of the forecast: how many people of which skill finish by a date, within a budget.</summary>
/// <remarks>
/// Adds people where they help most, twice as many each time while the deadline is far, and then takes away whoever is
/// not needed. All forecasts use the same seed, so that they differ by the people only.
/// </remarks>
/// <param name="confidence">With which probability the deadline, and the budget, are to be kept.</param>
public sealed class StaffingSearch(WorkPlan plan, WorkflowFit fit, int seed, int runs = 60, double confidence = 0.9)
{
    /// <summary>Of all kinds together.</summary>
    public const int AddedMax = 200;

    /// <param name="offered">Kinds of workers who could come; their counts do not matter.</param>
    /// <param name="budget">Null: whatever it costs.</param>
    public StaffingAnswer Find(
        IReadOnlyList<PlannedWorkers> offered,
        DateTimeOffset deadline,
        double? budget,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(offered);
        var added = new int[offered.Count];
        var forecast = With(offered, added, cancellationToken);
        for (var step = 1; !IsInTime(forecast, deadline) && added.Sum() + step <= AddedMax; step *= 2)
        {
            var best = Enumerable.Range(0, offered.Count)
                .Select(kind => (Kind: kind, Forecast: With(offered, Changed(added, kind, step), cancellationToken)))
                .OrderBy(choice => choice.Forecast.DateP90 ?? DateTimeOffset.MaxValue)
                .ThenByDescending(choice => choice.Forecast.FinishedShare)
                .ThenBy(choice => choice.Forecast.CostP90)
                .FirstOrDefault();
            if (best.Forecast is null)
                break;
            (added, forecast) = (Changed(added, best.Kind, step), best.Forecast);
        }
        (added, forecast) = TakenAway(offered, added, forecast, deadline, cancellationToken);
        return new(
            Enumerable.Range(0, offered.Count).ToDictionary(kind => offered[kind].Key, kind => added[kind]),
            forecast,
            IsInTime(forecast, deadline),
            budget is not { } most || forecast.ProbabilityWithin(most) >= confidence);
    }

    private (int[] Added, WorkforceForecast Forecast) TakenAway(
        IReadOnlyList<PlannedWorkers> offered,
        int[] added,
        WorkforceForecast forecast,
        DateTimeOffset deadline,
        CancellationToken cancellationToken)
    {
        if (!IsInTime(forecast, deadline))
            return (added, forecast);
        for (var kind = 0; kind < added.Length; kind++)
        {
            var (low, high, best) = (-1, added[kind], forecast); // low is too few, high is enough
            while (high - low > 1)
            {
                var middle = (low + high) / 2;
                var tried = With(offered, Changed(added, kind, middle - added[kind]), cancellationToken);
                if (IsInTime(tried, deadline))
                    (high, best) = (middle, tried);
                else
                    low = middle;
            }
            (added, forecast) = (Changed(added, kind, high - added[kind]), best);
        }
        return (added, forecast);
    }

    private WorkforceForecast With(
        IReadOnlyList<PlannedWorkers> offered, int[] added, CancellationToken cancellationToken)
    {
        var more = offered.Zip(added).Where(kind => kind.Second > 0)
            .SelectMany(kind => Enumerable.Range(1, kind.Second).Select(
                index => kind.First with { Key = $"{kind.First.Key} (new {index})", Count = 1 }));
        return ForecastWork.Run(
            plan with { Workers = [.. plan.Workers, .. more] }, fit, seed, cancellationToken, runs);
    }

    private static int[] Changed(int[] added, int kind, int by)
        => [.. added.Select((count, index) => index == kind ? count + by : count)];

    private bool IsInTime(WorkforceForecast forecast, DateTimeOffset deadline)
        => forecast.ProbabilityBy(deadline) >= confidence;
}
