using System.Text.Json.Serialization;

namespace ActiveLabel.Domain.Forecasting;

/// <summary>How much the people with a skill have to do.</summary>
/// <param name="Skill">Empty: work that anybody can do.</param>
/// <param name="WorkHours">Mean hours of work that need it.</param>
/// <param name="AvailableHours">Mean hours that people with it are there until the end.</param>
public sealed record SkillLoad(string Skill, double WorkHours, double AvailableHours)
{
    /// <summary>0 to 1 and, where a skill is short, near 1.</summary>
    [JsonIgnore]
    public double Load => AvailableHours > 0 ? WorkHours / AvailableHours : double.PositiveInfinity;
}

/// <summary>When the work will be done and what it will cost.</summary>
/// <param name="FinishedShare">Share of the runs that came to an end.</param>
/// <param name="DateP50">Null when fewer than half of the runs end.</param>
/// <param name="DateP90">Null when fewer than nine of ten do.</param>
/// <param name="Bottleneck">
/// The step that needs the skill with the highest load, the one with the most work; null when there is no work.
/// </param>
public sealed record WorkforceForecast(
    int Runs,
    double FinishedShare,
    DateTimeOffset? DateP50,
    DateTimeOffset? DateP90,
    double CostP50,
    double CostP90,
    IReadOnlyList<SkillLoad> Loads,
    string? Bottleneck)
{
    /// <summary>When each run ended, the earliest first; those that never end are left out.</summary>
    public IReadOnlyList<DateTimeOffset> Ends { get; init; } = [];

    /// <summary>What each run cost, the cheapest first.</summary>
    public IReadOnlyList<double> Costs { get; init; } = [];

    /// <summary>Probability that the work is done by then.</summary>
    public double ProbabilityBy(DateTimeOffset deadline) => Ends.Count(end => end <= deadline) / (double)Runs;

    /// <summary>Probability that it costs no more.</summary>
    public double ProbabilityWithin(double budget) => Costs.Count(cost => cost <= budget) / (double)Runs;
}

/// <summary>Simulates the rest of a project many times; the same seed gives the same forecast.</summary>
public static class ForecastWork
{
    public const int RunsDefault = 200;

    /// <exception cref="ArgumentException">The plan cannot be simulated.</exception>
    public static WorkforceForecast Run(
        WorkPlan plan, WorkflowFit fit, int seed, CancellationToken cancellationToken, int runs = RunsDefault)
    {
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(fit);
        ArgumentOutOfRangeException.ThrowIfLessThan(runs, 1);
        plan.Validate();
        var people = PeopleOf(plan);
        var start = SecondOf(plan.Start);
        var results = new FactoryRunResult[runs];
        for (var run = 0; run < runs; run++)
        {
            // The draw first, from a generator of its own: a plan with more people is compared run by run.
            var draw = fit.Draw(plan.Workers, new Random(SeedOf(seed, run, 0)));
            results[run] = new FactoryRun(plan, draw, people, new Random(SeedOf(seed, run, 1)))
                .Simulate(start, cancellationToken);
        }
        return Summary(plan, people, start, results);
    }

    private static FactoryRun.Person[] PeopleOf(WorkPlan plan)
        =>
        [
            .. plan.Workers.SelectMany(worker => Enumerable.Repeat(worker, worker.Count)).Select((worker, index)
                => new FactoryRun.Person(
                    index,
                    new(worker.Shifts),
                    [.. plan.Steps.Select(step => step.Skill is null || worker.Skills.Contains(step.Skill))],
                    worker.CostPerHour)),
        ];

    private static WorkforceForecast Summary(
        WorkPlan plan, FactoryRun.Person[] people, double start, FactoryRunResult[] results)
    {
        var ends = results.Select(result => result.Seconds ?? double.PositiveInfinity).Order().ToArray();
        var costs = results.Select(result => result.Cost).Order().ToArray();
        var loads = LoadsOf(plan, people, start, results);
        return new(
            results.Length,
            results.Count(result => result.Seconds is not null) / (double)results.Length,
            DateOf(plan.Start, Quantile(ends, 0.5)),
            DateOf(plan.Start, Quantile(ends, 0.9)),
            Quantile(costs, 0.5),
            Quantile(costs, 0.9),
            loads,
            BottleneckOf(plan, loads, results))
        {
            Ends = [.. ends.Where(double.IsFinite).Select(end => plan.Start.AddSeconds(end))],
            Costs = costs,
        };
    }

    private static string? BottleneckOf(WorkPlan plan, List<SkillLoad> loads, FactoryRunResult[] results)
    {
        var scarce = loads.Where(load => load.WorkHours > 0).MaxBy(load => load.Load);
        return Enumerable.Range(0, plan.Steps.Count)
            .Where(step => (plan.Steps[step].Skill ?? "") == scarce?.Skill)
            .OrderByDescending(step => results.Sum(run => run.WorkSeconds[step]))
            .Select(step => plan.Steps[step].Key).FirstOrDefault();
    }

    private static List<SkillLoad> LoadsOf(
        WorkPlan plan, FactoryRun.Person[] people, double start, FactoryRunResult[] results)
    {
        var end = start + (results.Average(result => result.Seconds) ?? WorkCalendar.SecondsPerWeek);
        var loads = new List<SkillLoad>();
        foreach (var skill in plan.Steps.GroupBy(step => step.Skill ?? ""))
        {
            var steps = skill.Select(step => plan.Steps.ToList().IndexOf(step)).ToArray();
            var work = results.Average(run => steps.Sum(step => run.WorkSeconds[step]));
            var there = people.Where(person => person.Can[steps[0]])
                .Sum(person => person.Calendar.Working(start, end));
            loads.Add(new(skill.Key, work / 3_600, there / 3_600));
        }
        return loads;
    }

    private static double Quantile(double[] sorted, double probability)
        => sorted[Math.Min(sorted.Length - 1, (int)Math.Ceiling(probability * sorted.Length) - 1)];

    private static DateTimeOffset? DateOf(DateTimeOffset start, double seconds)
        => double.IsFinite(seconds) ? start.AddSeconds(seconds) : null;

    // HashCode.Combine is salted by process.
    private static int SeedOf(int seed, int run, int part)
        => unchecked((((seed * 1_000_003) + run) * 7_919) + (part * 104_729));

    /// <summary>Seconds since a Sunday midnight, in UTC.</summary>
    private static double SecondOf(DateTimeOffset time)
        => ((int)time.UtcDateTime.DayOfWeek * 86_400.0) + time.UtcDateTime.TimeOfDay.TotalSeconds;
}
