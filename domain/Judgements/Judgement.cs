using ActiveLabel.Domain.Items;
using ActiveLabel.Domain.Projects;
using ActiveLabel.Domain.Tasks;
using ActiveLabel.Domain.Workers;

namespace ActiveLabel.Domain.Judgements;

public readonly record struct JudgementId(long Value)
{
    /// <summary>Later ids are greater: keyset pages walk along them.</summary>
    public static bool operator >(JudgementId left, JudgementId right) => left.Value > right.Value;

    public static bool operator <(JudgementId left, JudgementId right) => left.Value < right.Value;
}

/// <summary>One worker's answers to a task; append-only.</summary>
public sealed class Judgement
{
    public JudgementId Id { get; init; }
    public required OrganizationId OrganizationId { get; init; }
    public required ProjectId ProjectId { get; init; }
    public required ItemId ItemId { get; init; }
    public required TaskId TaskId { get; init; }
    public required WorkerId WorkerId { get; init; }
    public required int SlotNumber { get; init; }
    public required int SchemaVersion { get; init; }

    /// <summary>The version of the instructions that were in force.</summary>
    public required int InstructionsVersion { get; init; }

    public required IReadOnlyList<Answer> Answers { get; init; }

    /// <summary>One key, one effect, for ever.</summary>
    public required string IdempotencyKey { get; init; }

    /// <summary>SHA-256 of the request; the same key with another request is a conflict.</summary>
    public required string RequestHash { get; init; }

    public required double HandlingSeconds { get; init; }

    /// <summary>What it was given with; null where the client did not say.</summary>
    public JudgementClient? Client { get; init; }

    public required DateTimeOffset SubmittedAt { get; init; }
}

/// <summary>What a worker said to one question.</summary>
public sealed record Answer(string QuestionKey, AnnotationValue Value);

/// <summary>What a judgement was given with, as the client says: a bias audit holds them against each other.</summary>
/// <param name="Interface">Such as "workbench-2"; null where it is not said.</param>
/// <param name="Device">Such as "phone"; null where it is not said.</param>
public sealed record JudgementClient(string? Interface = null, string? Device = null)
{
    public const int NameLengthMax = 50;

    /// <returns>What is wrong with it and what to do, or null.</returns>
    public string? Validate()
    {
        foreach (var name in new[] { Interface, Device })
            if (name is not null && (name.Trim().Length is 0 or > NameLengthMax
                || !name.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_' or '.' or ' ')))
                return $"Interface and device have 1 to {NameLengthMax} letters, digits, spaces, dots or dashes; "
                    + "leave out what is not known.";
        return null;
    }
}
