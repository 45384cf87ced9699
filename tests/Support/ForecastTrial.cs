using ActiveLabel.Domain.Forecasting;

namespace ActiveLabel.Tests.Support;

/// <summary>One factory, forecast when a fifth of its items were done, and what then came of it.</summary>
/// <param name="Hours">From the forecast until the end, truly.</param>
/// <param name="HoursP50">The same as foretold.</param>
/// <param name="HoursNaive">Items left over items done an hour.</param>
/// <param name="IsWithinP90">The end is not after the P90 date.</param>
/// <param name="IsCostWithinP90">Nor the cost above its P90.</param>
public sealed record ForecastTrial(
    double Hours, double HoursP50, double HoursNaive, bool IsWithinP90, bool IsCostWithinP90)
{
    private const double HourlyCost = 20;

    public static ForecastTrial Of(int seed, int items, int runs, CancellationToken cancellationToken)
    {
        var shape = new Random(seed);
        var factory = new SimulatedFactory(seed, items, 3 + shape.Next(5), 1 + shape.Next(3), isAlwaysOpen: false);
        factory.WorkUntil(items / 5);
        var (done, at, work) = (factory.DoneItems, factory.Now, factory.HoursOfWork);
        var forecast = ForecastWork.Run(
            factory.Plan, new(SimulatedFactory.Steps, factory.Records), seed, cancellationToken, runs);
        factory.WorkUntil(items);
        var end = SimulatedFactory.Monday.AddSeconds(factory.Now);
        return new(
            (factory.Now - at) / 3_600.0,
            (forecast.DateP50!.Value - SimulatedFactory.Monday).TotalHours - (at / 3_600.0),
            (items - done) / (done / (at / 3_600.0)),
            end <= forecast.DateP90,
            (factory.HoursOfWork - work) * HourlyCost <= forecast.CostP90);
    }

    /// <summary>Hours that more labelers save, truly (mean of some repetitions) and as foretold.</summary>
    public static (double Truly, double Foretold) WhatIf(
        int seed, int items, int labelers, int runs, CancellationToken cancellationToken)
    {
        const int repetitions = 8;
        var truly = 0.0;
        for (var repetition = 0; repetition < repetitions; repetition++)
            truly += (HoursWith(0, repetition) - HoursWith(labelers, repetition)) / repetitions;
        var factory = Begun();
        var fit = new WorkflowFit(SimulatedFactory.Steps, factory.Records);
        var plan = factory.Plan;
        var more = new PlannedWorkers("new", new HashSet<string> { "label" }, factory.Shifts, HourlyCost, labelers);
        var without = ForecastWork.Run(plan, fit, seed, cancellationToken, runs);
        var with = ForecastWork.Run(
            plan with { Workers = [.. plan.Workers, more] }, fit, seed, cancellationToken, runs);
        return (truly, (without.DateP50!.Value - with.DateP50!.Value).TotalHours);

        SimulatedFactory Begun()
        {
            var begun = new SimulatedFactory(seed, items, 4, 6, isAlwaysOpen: true);
            begun.WorkUntil(items / 5);
            return begun;
        }

        double HoursWith(int hired, int repetition)
        {
            var begun = Begun();
            begun.Reseed((seed * 1_000) + repetition);
            begun.Hire("label", hired);
            var at = begun.Now;
            begun.WorkUntil(items);
            return (begun.Now - at) / 3_600.0;
        }
    }
}
