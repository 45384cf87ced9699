using ActiveLabel.Domain.Items;
using ActiveLabel.Domain.Judgements;
using ActiveLabel.Domain.Projects;

namespace ActiveLabel.Domain.Misconduct;

/// <summary>
/// That a judgement did not count, from one point of its item's record to another: what was believed in between was
/// believed without it.
/// </summary>
public sealed class SetAsideJudgement
{
    public long Id { get; private set; }
    public required OrganizationId OrganizationId { get; init; }
    public required ProjectId ProjectId { get; init; }
    public required ItemId ItemId { get; init; }
    public required JudgementId JudgementId { get; init; }
    public required QuarantineId QuarantineId { get; init; }

    /// <summary>When the judgement was given.</summary>
    public required DateTimeOffset JudgedAt { get; init; }

    public required DateTimeOffset SetAsideAt { get; init; }

    /// <summary>The item's last signal before; 0 where there was none.</summary>
    public required long AfterSignal { get; init; }

    /// <summary>When it began to count again; null while it does not.</summary>
    public DateTimeOffset? RestoredAt { get; set; }

    /// <summary>The item's last signal before that; null while it does not count.</summary>
    public long? RestoredAfterSignal { get; set; }

    /// <summary>Whether the judgement did not count when the signal was recorded.</summary>
    public bool HeldAt(long signal) => AfterSignal < signal && !(RestoredAfterSignal < signal);
}
