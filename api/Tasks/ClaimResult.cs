using ActiveLabel.Domain.Items;
using ActiveLabel.Domain.Tasks;

namespace ActiveLabel.Api.Tasks;

/// <summary>A worker's time-limited hold on a task.</summary>
/// <param name="Token">Sent back with the judgement; an older token than the latest is refused.</param>
/// <param name="HardCapAt">No heartbeat extends the lease beyond it.</param>
public sealed record Lease(
    TaskId TaskId, ItemId ItemId, long Token, DateTimeOffset ExpiresAt, DateTimeOffset HardCapAt);

/// <summary>Which rule left a worker without a task.</summary>
public enum NoTaskRule
{
    /// <summary>No task of the project wants a judgement.</summary>
    QueueEmpty = 0,

    /// <summary>Every judgement that is wanted is being given by somebody.</summary>
    AllLeased = 1,

    /// <summary>What is open was judged, skipped or is held by this worker already.</summary>
    AlreadyJudged = 2,

    /// <summary>The worker holds as many leases as he may.</summary>
    LeaseCap = 3,

    /// <summary>The worker is no member of the project.</summary>
    NotAMember = 4,
}

/// <summary>How many tasks a rule left out; no more than a bound are counted.</summary>
public sealed record LeftOutTasks(NoTaskRule Rule, int Count);

/// <param name="Leases">In the order of the queue.</param>
/// <param name="WhyNoTask">Set when there are none.</param>
/// <param name="LeftOut">What each rule left out, when there are none.</param>
public sealed record ClaimResult(
    IReadOnlyList<Lease> Leases, NoTaskRule? WhyNoTask, IReadOnlyList<LeftOutTasks> LeftOut)
{
    internal static ClaimResult Nothing(NoTaskRule rule, params IReadOnlyList<LeftOutTasks> leftOut)
        => new([], rule, leftOut);
}
