using ActiveLabel.Domain.Forecasting;
using ActiveLabel.Tests.Support;
using Xunit;

namespace ActiveLabel.Domain.Tests.Forecasting;

public sealed class ForecastWorkTests
{
    private static readonly DateTimeOffset Monday = SimulatedFactory.Monday;

    private static readonly HashSet<string> NoSkills = [];

    [Fact]
    public void Work_without_chance_ends_when_arithmetic_says()
    {
        // 100 items of exactly 60 seconds by two people who are always there: 50 minutes, 5/3 hours of work.
        var plan = Plan(items: 100, workers: 2, WorkShift.Always, costPerHour: 30);

        var forecast = ForecastWork.Run(plan, Exact(60), seed: 1, CancellationToken.None, runs: 5);

        Assert.Equal(1, forecast.FinishedShare);
        Assert.Equal(50, (forecast.DateP50!.Value - Monday).TotalMinutes, tolerance: 3);
        Assert.Equal(100 / 60.0 * 30, forecast.CostP50, tolerance: 3);
        var load = Assert.Single(forecast.Loads);
        Assert.Equal(1, load.Load, tolerance: 0.05);
    }

    [Fact]
    public void Nobody_works_outside_his_shift()
    {
        // 16 hours of work for one person who works 8 hours a day: done on Tuesday at 17:00; begun on a Friday, Monday.
        var shifts = WorkShift.Weekdays(TimeSpan.FromHours(9), TimeSpan.FromHours(17));
        var plan = Plan(items: 160, workers: 1, shifts);

        var fromMonday = ForecastWork.Run(plan, Exact(360), 1, CancellationToken.None, 3);
        var fromFriday = ForecastWork.Run(
            plan with { Start = Monday.AddDays(4) }, Exact(360), 1, CancellationToken.None, 3);

        Assert.InRange(
            fromMonday.DateP50!.Value, Monday.AddDays(1).AddHours(6), Monday.AddDays(2).AddHours(2));
        Assert.InRange(
            fromFriday.DateP50!.Value, Monday.AddDays(7).AddHours(6), Monday.AddDays(8).AddHours(2));
    }

    [Fact]
    public void Work_that_nobody_can_do_never_ends()
    {
        var steps = new[] { new PlannedStep("label", "medicine") };
        var plan = Plan(items: 10, workers: 3, WorkShift.Always) with { Steps = steps };

        var forecast = ForecastWork.Run(plan, Exact(60), 1, CancellationToken.None, 3);

        Assert.Equal(0, forecast.FinishedShare);
        Assert.Null(forecast.DateP50);
    }

    [Fact]
    public void An_item_is_not_judged_twice_by_the_same_person()
    {
        var steps = new[] { new PlannedStep("label", Judgements: 3, JudgementsMax: 3) };
        var two = Plan(items: 10, workers: 2, WorkShift.Always) with { Steps = steps };
        var three = Plan(items: 10, workers: 3, WorkShift.Always) with { Steps = steps };

        Assert.Equal(0, ForecastWork.Run(two, Exact(60), 1, CancellationToken.None, 3).FinishedShare);
        Assert.Equal(1, ForecastWork.Run(three, Exact(60), 1, CancellationToken.None, 3).FinishedShare);
    }

    [Fact]
    public void Work_ends_no_earlier_than_it_arrives()
    {
        var plan = Plan(items: 0, workers: 5, WorkShift.Always) with { Arriving = 200, ArrivingPerHour = 10 };

        var forecast = ForecastWork.Run(plan, Exact(60), 1, CancellationToken.None, 50);

        Assert.Equal(20, (forecast.DateP50!.Value - Monday).TotalHours, tolerance: 2);
        Assert.True(forecast.DateP90 > forecast.DateP50);
    }

    [Fact]
    public void A_large_project_is_foretold_by_batches_of_the_same_work()
    {
        var plan = Plan(items: 1_000_000, workers: 100, WorkShift.Always, costPerHour: 1);

        var forecast = ForecastWork.Run(plan, Exact(36), 1, CancellationToken.None, 2);

        Assert.Equal(100, (forecast.DateP50!.Value - Monday).TotalHours, tolerance: 5);
        Assert.Equal(10_000, forecast.CostP50, tolerance: 500);
    }

    [Fact]
    public void The_same_seed_gives_the_same_forecast_and_another_one_does_not()
    {
        var factory = Begun(seed: 3);
        var fit = new WorkflowFit(SimulatedFactory.Steps, factory.Records);

        var first = ForecastWork.Run(factory.Plan, fit, 7, CancellationToken.None, 20);
        var again = ForecastWork.Run(factory.Plan, fit, 7, CancellationToken.None, 20);
        var other = ForecastWork.Run(factory.Plan, fit, 8, CancellationToken.None, 20);

        Assert.Equal((first.DateP50, first.DateP90, first.CostP90), (again.DateP50, again.DateP90, again.CostP90));
        Assert.NotEqual(first.CostP90, other.CostP90);
    }

    [Fact]
    public void Forecasts_hold_against_an_independent_factory_and_beat_remaining_over_throughput()
    {
        var trials = Enumerable.Range(1, 12)
            .Select(seed => ForecastTrial.Of(seed, items: 600, runs: 40, CancellationToken.None)).ToArray();

        Assert.InRange(trials.Count(trial => trial.IsWithinP90), 8, 12);
        Assert.True(Error(trials, trial => trial.HoursP50) < 0.8 * Error(trials, trial => trial.HoursNaive));
    }

    [Fact]
    public void Nobody_stands_idle_for_good_behind_tasks_that_are_not_for_him()
    {
        // Three people, three labels for many an item: of the first tasks in the queue a fast one has judged all.
        var trial = ForecastTrial.Of(seed: 106, items: 1_000, runs: 20, CancellationToken.None);

        Assert.InRange(trial.HoursP50 / trial.Hours, 0.8, 1.2);
    }

    [Fact]
    public void What_more_people_would_save_is_foretold()
    {
        var effects = Enumerable.Range(1, 2)
            .Select(seed => ForecastTrial.WhatIf(seed, 400, 2, 40, CancellationToken.None)).ToArray();

        Assert.Equal(1, effects.Sum(effect => effect.Foretold) / effects.Sum(effect => effect.Truly), tolerance: 0.15);
    }

    [Fact]
    public void The_people_a_deadline_needs_are_found_and_no_more()
    {
        // 4,000 minutes of work in 10 hours: 6.7 people.
        var plan = Plan(items: 4_000, workers: 1, WorkShift.Always, costPerHour: 60);
        var offered = new PlannedWorkers("student", NoSkills, WorkShift.Always, CostPerHour: 60);
        var search = new StaffingSearch(plan, Exact(60), seed: 1, runs: 5);

        var answer = search.Find([offered], Monday.AddHours(10), budget: 4_500, CancellationToken.None);
        var dear = search.Find([offered], Monday.AddHours(10), budget: 3_000, CancellationToken.None);
        var hopeless = search.Find([offered], Monday.AddSeconds(30), budget: null, CancellationToken.None);

        Assert.Equal(6, answer.Added["student"]);
        Assert.True(answer.IsInTime && answer.IsInBudget);
        Assert.True(dear.IsInTime && !dear.IsInBudget);
        Assert.False(hopeless.IsInTime);
    }

    [Fact]
    public void The_step_that_holds_everything_up_is_named()
    {
        var factory = new SimulatedFactory(seed: 5, items: 300, labelers: 12, reviewers: 1, isAlwaysOpen: true);
        factory.WorkUntil(60);

        var forecast = ForecastWork.Run(
            factory.Plan, new(SimulatedFactory.Steps, factory.Records), 1, CancellationToken.None, 20);

        Assert.Equal("review", forecast.Bottleneck);
        Assert.True(forecast.Loads.Single(load => load.Skill == "review").Load
            > forecast.Loads.Single(load => load.Skill == "label").Load);
    }

    [Fact]
    public void Nothing_recorded_is_no_ground_for_a_forecast()
        => Assert.Throws<ArgumentException>(() => new WorkflowFit([new("label")], new([], [], [])));

    private static SimulatedFactory Begun(int seed)
    {
        var factory = new SimulatedFactory(seed, items: 100, labelers: 4, reviewers: 2, isAlwaysOpen: true);
        factory.WorkUntil(20);
        return factory;
    }

    private static WorkPlan Plan(
        int items, int workers, IReadOnlyList<WorkShift> shifts, double costPerHour = 0) => new(
        Monday,
        [new("label")],
        [.. Enumerable.Range(0, workers).Select(index
            => new PlannedWorkers($"worker {index}", NoSkills, shifts, costPerHour))],
        new Dictionary<string, int> { ["label"] = items });

    /// <summary>Many records of one length, by many workers: nothing is left to chance.</summary>
    private static WorkflowFit Exact(double seconds) => new(
        [new("label", Judgements: 3, JudgementsMax: 3)],
        new(
            [.. Enumerable.Range(0, 20_000).Select(index
                => new HandlingRecord("label", $"worker {index % 100}", seconds))],
            [new("label", null, 1_000_000)],
            []));

    private static double Error(ForecastTrial[] trials, Func<ForecastTrial, double> foretold)
        => trials.Average(trial => Math.Abs(foretold(trial) - trial.Hours) / trial.Hours);
}
