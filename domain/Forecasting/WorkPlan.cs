namespace ActiveLabel.Domain.Forecasting;

/// <summary>A step of the workflow as the forecast sees it.</summary>
/// <param name="Skill">What a worker must be able to do; null when anybody can.</param>
/// <param name="Judgements">Judgements every item gets here, at least 1, each from another worker.</param>
/// <param name="JudgementsMax">The most it gets, when the first ones do not agree.</param>
/// <param name="CostPerJudgement">Paid for each judgement, besides the workers' hours.</param>
/// <param name="UsualNext">Where items go while nothing was recorded; null: they are done.</param>
public sealed record PlannedStep(
    string Key,
    string? Skill = null,
    int Judgements = 1,
    int JudgementsMax = 1,
    double CostPerJudgement = 0,
    string? UsualNext = null);

/// <summary>People who work alike.</summary>
/// <param name="Key">Of one worker, as in the records; of somebody new, any other.</param>
/// <param name="Count">How many; more than one are all taken for new.</param>
/// <param name="CostPerHour">Paid for each hour of handling.</param>
public sealed record PlannedWorkers(
    string Key,
    IReadOnlySet<string> Skills,
    IReadOnlyList<WorkShift> Shifts,
    double CostPerHour = 0,
    int Count = 1);

/// <summary>What is still to be done, and who is there to do it.</summary>
/// <param name="Start">From when on.</param>
/// <param name="Steps">In the order of the workflow; work at later steps is done first.</param>
/// <param name="Waiting">Items that wait at each step now.</param>
/// <param name="Arriving">Items that still arrive at the first step.</param>
/// <param name="ArrivingPerHour">How many an hour, at random moments; 0 when they are all there.</param>
public sealed record WorkPlan(
    DateTimeOffset Start,
    IReadOnlyList<PlannedStep> Steps,
    IReadOnlyList<PlannedWorkers> Workers,
    IReadOnlyDictionary<string, int> Waiting,
    int Arriving = 0,
    double ArrivingPerHour = 0)
{
    /// <summary>Judgements that the items waiting at each step have already, in sum.</summary>
    public IReadOnlyDictionary<string, int> Given { get; init; } = new Dictionary<string, int>();

    /// <summary>More items than this are simulated in batches that stay together.</summary>
    public int UnitsMax { get; init; } = 20_000;

    /// <exception cref="ArgumentException">The plan cannot be simulated; the message says why.</exception>
    internal void Validate()
    {
        if (Steps.Count == 0 || Steps.Select(step => step.Key).Distinct().Count() != Steps.Count)
            throw new ArgumentException("A plan needs steps, each with a key of its own.");
        foreach (var step in Steps)
            if (step.Judgements < 1 || step.JudgementsMax < step.Judgements)
                throw new ArgumentException($"Step {step.Key} needs at least one judgement, and at most its maximum.");
        foreach (var (key, count) in Waiting)
            if (count < 0 || Steps.All(step => step.Key != key))
                throw new ArgumentException($"No items can wait at step {key}.");
        if (Arriving < 0 || (Arriving > 0 && ArrivingPerHour <= 0))
            throw new ArgumentException("Items that arrive need a rate.");
    }

    /// <summary>All items that are still to be done.</summary>
    public long Items => Waiting.Values.Sum(count => (long)count) + Arriving;
}
