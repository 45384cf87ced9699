using ActiveLabel.Domain.Projects;
using ActiveLabel.Domain.Workers;

namespace ActiveLabel.Domain.Misconduct;

public readonly record struct QuarantineId(long Value)
{
    /// <summary>Later ids are greater: keyset pages walk along them.</summary>
    public static bool operator >(QuarantineId left, QuarantineId right) => left.Value > right.Value;

    public static bool operator <(QuarantineId left, QuarantineId right) => left.Value < right.Value;
}

/// <summary>What led to a quarantine.</summary>
public enum QuarantineCause
{
    /// <summary>Somebody who leads the project decided so.</summary>
    Person = 0,

    /// <summary>The probability of misconduct passed the threshold of the project's policy.</summary>
    Policy = 1,
}

/// <summary>How an appeal ended.</summary>
public enum AppealOutcome
{
    /// <summary>The quarantine stands.</summary>
    Dismissed = 0,

    /// <summary>The quarantine was lifted.</summary>
    Granted = 1,
}

/// <summary>
/// That a worker's judgements in a project do not count, from when until when and why. It points at facts and changes
/// none: what is derived is derived again without them.
/// </summary>
public sealed class Quarantine
{
    public const int ReasonLengthMax = 2_000;
    public const int ActorLengthMax = 100;

    public QuarantineId Id { get; private set; }
    public required OrganizationId OrganizationId { get; init; }
    public required ProjectId ProjectId { get; init; }
    public required WorkerId WorkerId { get; init; }
    public required QuarantineCause Cause { get; init; }
    public required string Reason { get; init; }

    /// <summary>Who imposed it, as the audit log names him.</summary>
    public required string ImposedBy { get; init; }

    public required DateTimeOffset ImposedAt { get; init; }

    /// <summary>When the judgements began to count again; null while they do not.</summary>
    public DateTimeOffset? LiftedAt { get; private set; }

    /// <summary>Who lifted it; null while it holds.</summary>
    public string? LiftedBy { get; private set; }

    /// <summary>Why it was lifted; null where nobody said.</summary>
    public string? LiftReason { get; private set; }

    /// <summary>What the worker says to it; null where he said nothing.</summary>
    public string? Appeal { get; private set; }

    public DateTimeOffset? AppealedAt { get; private set; }

    /// <summary>Null while there is no appeal, or none that was decided.</summary>
    public AppealOutcome? AppealOutcome { get; private set; }

    public DateTimeOffset? AppealDecidedAt { get; private set; }
    public string? AppealDecidedBy { get; private set; }

    /// <summary>Why the appeal ended as it did.</summary>
    public string? AppealReason { get; private set; }

    /// <summary>Whether what is derived from the judgements has not caught up yet.</summary>
    public bool IsPending { get; set; } = true;

    /// <returns>False where it was lifted before.</returns>
    public bool TryLift(string by, string? reason, DateTimeOffset now)
    {
        if (LiftedAt is not null)
            return false;
        (LiftedAt, LiftedBy, LiftReason, IsPending) = (now, by, reason, true);
        return true;
    }

    /// <returns>False where it was lifted, or appealed against, before: an appeal is heard once.</returns>
    public bool TryAppeal(string appeal, DateTimeOffset now)
    {
        if (LiftedAt is not null || AppealedAt is not null)
            return false;
        (Appeal, AppealedAt) = (appeal, now);
        return true;
    }

    /// <summary>Decides the appeal; one that is granted lifts the quarantine.</summary>
    /// <returns>False where there is no appeal to decide.</returns>
    public bool TryDecideAppeal(AppealOutcome outcome, string by, string reason, DateTimeOffset now)
    {
        if (AppealedAt is null || AppealOutcome is not null)
            return false;
        (AppealOutcome, AppealDecidedBy, AppealReason, AppealDecidedAt) = (outcome, by, reason, now);
        if (outcome == Misconduct.AppealOutcome.Granted)
            TryLift(by, reason, now);
        return true;
    }
}
