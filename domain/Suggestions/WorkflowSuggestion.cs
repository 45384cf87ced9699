using ActiveLabel.Domain.Projects;
using ActiveLabel.Domain.Workflows;

namespace ActiveLabel.Domain.Suggestions;

public readonly record struct SuggestionId(long Value)
{
    /// <summary>Later ids are greater: keyset pages walk along them.</summary>
    public static bool operator >(SuggestionId left, SuggestionId right) => left.Value > right.Value;

    public static bool operator <(SuggestionId left, SuggestionId right) => left.Value < right.Value;
}

/// <summary>How a workflow could do with less.</summary>
public enum SuggestionKind
{
    /// <summary>A step of review changes little: look at a sample.</summary>
    SampleReview,

    /// <summary>The last of the judgements that are always asked for changes little.</summary>
    FewerJudgements,

    /// <summary>The last of the judgements that are asked for in doubt changes little.</summary>
    LowerMaximum,

    /// <summary>The model is trusted with a share of the items: let it end them.</summary>
    TrustModel,
}

/// <summary>What a suggestion is expected to do.</summary>
/// <param name="CostChange">Share of the cost of all items; negative where it saves.</param>
/// <param name="CostLow">Lower end of the 90 % interval.</param>
/// <param name="CostHigh">Upper end of it.</param>
/// <param name="ChangedShare">Share of answers that would be others.</param>
/// <param name="ChangedLow">Lower end of the 90 % interval.</param>
/// <param name="ChangedHigh">Upper end of it.</param>
public sealed record SuggestedEffect(
    double CostChange,
    double CostLow,
    double CostHigh,
    double ChangedShare,
    double ChangedLow,
    double ChangedHigh);

/// <summary>What a suggestion rests on.</summary>
/// <param name="Items">
/// Items that were led through the draft, the latest that are done; of a model that is trusted, the control arm.
/// </param>
/// <param name="ChangedItems">Of them: those whose answer would be another.</param>
/// <param name="CostShare">Of all cost that was recorded, what the step costs.</param>
/// <param name="Decisions">Judgements and decisions that were recorded in the step.</param>
/// <param name="Corrections">Of its reviews: those that corrected or rejected.</param>
/// <param name="Trust">Of <see cref="SuggestionKind.TrustModel"/>; else null.</param>
public sealed record SuggestionEvidence(
    int Items, int ChangedItems, double CostShare, long Decisions, long Corrections, TrustEvidence? Trust = null);

/// <summary>Why a model may end items, and what that is expected to save.</summary>
/// <param name="Risk">Share of its answers that may be wrong, as the question declares it.</param>
/// <param name="Probability">With which no more are, over the calibration items.</param>
/// <param name="From">From which probability of its top label on it is trusted.</param>
/// <param name="CalibrationItems">That this comes of.</param>
/// <param name="ControlArmItems">That it was held against.</param>
/// <param name="ControlItems">Of them, those that it was as sure of.</param>
/// <param name="ControlErrors">Of these, those that people answer otherwise.</param>
/// <param name="ControlErrorHigh">Upper end of the 90 % interval of the share of errors.</param>
/// <param name="Share">Of the items of the ranked queue, those that it may end.</param>
/// <param name="ShareLow">Lower end of the 90 % interval.</param>
/// <param name="ShareHigh">Upper end of it.</param>
/// <param name="ItemsLeft">Items that are not done.</param>
/// <param name="ItemsEnded">Of them, those that it is expected to end.</param>
/// <param name="JudgementsSaved">That these would have taken.</param>
/// <param name="CostSaved">That these would have cost.</param>
public sealed record TrustEvidence(
    double Risk, double Probability, double From, int CalibrationItems, int ControlArmItems, int ControlItems,
    int ControlErrors, double ControlErrorHigh, double Share, double ShareLow, double ShareHigh,
    long ItemsLeft, double ItemsEnded, double JudgementsSaved, double CostSaved);

/// <param name="Step">Key of the step that it is about.</param>
/// <param name="Message">What it is, with the numbers that say so.</param>
/// <param name="Draft">The workflow as it would be.</param>
public sealed record Suggestion(
    SuggestionKind Kind,
    string Step,
    string Message,
    SuggestedEffect Effect,
    SuggestionEvidence Evidence,
    Workflow Draft);

/// <summary>A suggestion as it was made; another run of the job takes its place, and it stays on record.</summary>
public sealed class StoredSuggestion
{
    public const int MessageLengthMax = 500;

    public SuggestionId Id { get; private set; }
    public required OrganizationId OrganizationId { get; init; }
    public required ProjectId ProjectId { get; init; }
    public required SuggestionKind Kind { get; init; }
    public required string Step { get; init; }
    public required string Message { get; init; }
    public required SuggestedEffect Effect { get; init; }
    public required SuggestionEvidence Evidence { get; init; }
    public required Workflow Draft { get; init; }

    /// <summary>Version of the workflow that the draft departs from.</summary>
    public required int WorkflowVersion { get; init; }

    /// <summary>SHA-256 over what it rests on.</summary>
    public required string InputsHash { get; init; }

    public required DateTimeOffset At { get; init; }

    /// <summary>When the facts had changed; null while it stands.</summary>
    public DateTimeOffset? SupersededAt { get; set; }
}
