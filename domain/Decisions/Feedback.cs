using ActiveLabel.Domain.Items;
using ActiveLabel.Domain.Judgements;
using ActiveLabel.Domain.Projects;
using ActiveLabel.Domain.Workers;

namespace ActiveLabel.Domain.Decisions;

public readonly record struct FeedbackId(long Value)
{
    /// <summary>Later ids are greater: keyset pages walk along them.</summary>
    public static bool operator >(FeedbackId left, FeedbackId right) => left.Value > right.Value;

    public static bool operator <(FeedbackId left, FeedbackId right) => left.Value < right.Value;
}

/// <summary>What a decision says about one judgement.</summary>
public enum FeedbackOutcome
{
    /// <summary>It was decided as the worker judged.</summary>
    Confirmed = 0,

    /// <summary>It was decided otherwise.</summary>
    Overruled = 1,

    /// <summary>It was sent back, with a reason.</summary>
    Rejected = 2,
}

/// <summary>A decision, as it reaches the author of a judgement that it is about.</summary>
public sealed class Feedback
{
    public FeedbackId Id { get; private set; }
    public required OrganizationId OrganizationId { get; init; }
    public required ProjectId ProjectId { get; init; }
    public required WorkerId WorkerId { get; init; }
    public required JudgementId JudgementId { get; init; }
    public required DecisionId DecisionId { get; init; }
    public required ItemId ItemId { get; init; }
    public required FeedbackOutcome Outcome { get; init; }
    public required DateTimeOffset At { get; init; }

    /// <summary>The outcome for answers that a decision is about; only questions that it answers count.</summary>
    public static FeedbackOutcome OutcomeOf(IReadOnlyList<Answer> judged, IReadOnlyList<Answer> decided)
    {
        ArgumentNullException.ThrowIfNull(judged);
        ArgumentNullException.ThrowIfNull(decided);
        if (decided.Count == 0)
            return FeedbackOutcome.Rejected;
        return judged.All(answer => decided.All(
            other => other.QuestionKey != answer.QuestionKey || other.Value == answer.Value))
            ? FeedbackOutcome.Confirmed
            : FeedbackOutcome.Overruled;
    }
}
