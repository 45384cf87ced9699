using ActiveLabel.Api.Storage;
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

    /// <summary>The worker lacks what the tasks that are open require.</summary>
    NotEligible = 5,

    /// <summary>The worker was deactivated.</summary>
    Deactivated = 6,

    /// <summary>The worker is in quarantine.</summary>
    Quarantined = 7,

    /// <summary>What is left of the project's budget does not pay for another judgement.</summary>
    BudgetSpent = 8,

    /// <summary>The worker needs the training again, and a qualification of the project behind it.</summary>
    TrainingNeeded = 9,

    /// <summary>The project is paused.</summary>
    ProjectPaused = 20,
}

/// <summary>How many tasks a rule left out; no more than a bound are counted.</summary>
public sealed record TaskCount(NoTaskRule Rule, int Count);

/// <param name="Leases">In the order of the queue.</param>
/// <param name="WhyNoTask">Set when there are none.</param>
/// <param name="LeftOut">Which requirement left how many open tasks out; looked at when there are no leases.</param>
/// <param name="Counts">Which other rule left how many tasks out; looked at when there are no leases.</param>
public record ClaimResult(
    IReadOnlyList<Lease> Leases,
    NoTaskRule? WhyNoTask,
    IReadOnlyList<LeftOut>? LeftOut = null,
    IReadOnlyList<TaskCount>? Counts = null);

/// <summary>Nothing was given because the worker may not: the audit log has it as refused.</summary>
public sealed record RefusedClaim(NoTaskRule Rule, IReadOnlyList<LeftOut> Because)
    : ClaimResult([], Rule, Because), IRefusal;
