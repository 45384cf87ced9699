namespace ActiveLabel.Domain.Forecasting;

/// <summary>One judgement that was given.</summary>
/// <param name="Seconds">From the claim to the answer, above 0.</param>
public readonly record struct HandlingRecord(string Step, string Worker, double Seconds);

/// <summary>Items that left a step.</summary>
/// <param name="Next">The step they went to; null when they were done.</param>
public readonly record struct OutcomeCount(string Step, string? Next, long Count);

/// <summary>Decisions, once a step's judgements were there, whether the item needs one more.</summary>
public readonly record struct RedundancyCount(string Step, long Asked, long Decided);

/// <summary>What was recorded until now.</summary>
public sealed record WorkRecords(
    IReadOnlyList<HandlingRecord> Handling,
    IReadOnlyList<OutcomeCount> Outcomes,
    IReadOnlyList<RedundancyCount> Redundancy)
{
    /// <summary>
    /// Judgements being given at each step. What takes long is under way more often than it is done: of two tasks that
    /// were begun together, the short one is on record first.
    /// </summary>
    public IReadOnlyDictionary<string, int> UnderWay { get; init; } = new Dictionary<string, int>();
}
