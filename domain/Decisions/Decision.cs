using ActiveLabel.Domain.Items;
using ActiveLabel.Domain.Judgements;
using ActiveLabel.Domain.Projects;
using ActiveLabel.Domain.Tasks;
using ActiveLabel.Domain.Workers;
using ActiveLabel.Domain.Workflows;

namespace ActiveLabel.Domain.Decisions;

public readonly record struct DecisionId(long Value)
{
    /// <summary>Later ids are greater: keyset pages walk along them.</summary>
    public static bool operator >(DecisionId left, DecisionId right) => left.Value > right.Value;

    public static bool operator <(DecisionId left, DecisionId right) => left.Value < right.Value;
}

/// <summary>Who decided.</summary>
public enum DecisionKind
{
    /// <summary>A reviewer, about what others said.</summary>
    Review = 0,

    /// <summary>An expert, where judgements could not.</summary>
    Adjudication = 1,

    /// <summary>Somebody who leads the project, about an exception.</summary>
    Resolution = 2,

    /// <summary>The model, where the workflow trusts it.</summary>
    Machine = 3,

    /// <summary>Nobody here: the answer was known beforehand.</summary>
    Gold = 4,
}

/// <summary>What was decided about an item; append-only.</summary>
public sealed class Decision
{
    public const int ReasonLengthMax = 2_000;
    public const int ActorLengthMax = 100;

    public DecisionId Id { get; private set; }
    public required OrganizationId OrganizationId { get; init; }
    public required ProjectId ProjectId { get; init; }
    public required ItemId ItemId { get; init; }

    /// <summary>The task it was given on; null where there is none.</summary>
    public TaskId? TaskId { get; init; }

    /// <summary>The worker who decided; null where it was none.</summary>
    public WorkerId? WorkerId { get; init; }

    /// <summary>Who decided where it was no worker, as the audit log names him; else null.</summary>
    public string? Actor { get; init; }

    public required DecisionKind Kind { get; init; }

    /// <summary>Of a review; else null.</summary>
    public Verdict? Verdict { get; init; }

    /// <summary>What stands from now on; none where nothing was answered.</summary>
    public IReadOnlyList<Answer> Answers { get; init; } = [];

    /// <summary>Why; it reaches the authors of the judgements.</summary>
    public string? Reason { get; init; }

    /// <summary>One key, one effect, for ever; null where no client asked.</summary>
    public string? IdempotencyKey { get; init; }

    /// <summary>SHA-256 of the request; the same key with another request is a conflict.</summary>
    public string? RequestHash { get; init; }

    public double HandlingSeconds { get; init; }
    public required DateTimeOffset At { get; init; }
}
