using ActiveLabel.Domain.Items;
using ActiveLabel.Domain.Judgements;
using ActiveLabel.Domain.Projects;
using ActiveLabel.Domain.Tasks;
using ActiveLabel.Domain.Workers;

namespace ActiveLabel.Domain.Gold;

public readonly record struct GoldItemId(long Value)
{
    /// <summary>Later ids are greater: keyset pages walk along them.</summary>
    public static bool operator >(GoldItemId left, GoldItemId right) => left.Value > right.Value;

    public static bool operator <(GoldItemId left, GoldItemId right) => left.Value < right.Value;
}

/// <summary>Whence the answer to a gold item is known.</summary>
public enum GoldSource
{
    /// <summary>Somebody brought it along.</summary>
    Upload = 0,

    /// <summary>An expert decided.</summary>
    Adjudication = 1,

    /// <summary>The consensus is beyond doubt.</summary>
    Promotion = 2,
}

/// <summary>
/// An item whose answer is known beforehand, and what its task has shown of the workers who answered it.
/// </summary>
public sealed class GoldItem
{
    public GoldItemId Id { get; private set; }
    public required OrganizationId OrganizationId { get; init; }
    public required ProjectId ProjectId { get; init; }
    public required ItemId ItemId { get; init; }

    /// <summary>The task by which it measures: it looks like any other.</summary>
    public required TaskId TaskId { get; init; }

    public required IReadOnlyList<Answer> Answers { get; init; }
    public required GoldSource Source { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>Since when nobody gets it; null while it measures.</summary>
    public DateTimeOffset? RetiredAt { get; set; }

    /// <summary>What its statistics say, as last looked at.</summary>
    public GoldVerdict Verdict { get; set; } = GoldVerdict.TooFewAnswers;

    public int AnswerCount { get; set; }
    public int RightCount { get; set; }

    /// <summary>Whether the answers are the known ones; questions that are not known do not count.</summary>
    public bool IsRight(IReadOnlyList<Answer> given)
    {
        ArgumentNullException.ThrowIfNull(given);
        return Answers.All(known => given.Any(answer => answer == known));
    }
}

/// <summary>How a worker answered a gold item: a fact.</summary>
public sealed class GoldResult
{
    public long Id { get; private set; }
    public required OrganizationId OrganizationId { get; init; }
    public required ProjectId ProjectId { get; init; }
    public required WorkerId WorkerId { get; init; }
    public required GoldItemId GoldItemId { get; init; }
    public required JudgementId JudgementId { get; init; }
    public required bool IsRight { get; init; }
    public required DateTimeOffset At { get; init; }
}
