using System.Text.Json.Serialization;

namespace ActiveLabel.Domain.Bias;

/// <summary>What sort of bias.</summary>
public enum BiasKind
{
    /// <summary>The labeled items are not made up like the population they stand for.</summary>
    Sample,

    /// <summary>Answers depend on a protected attribute though the content is alike.</summary>
    Prejudicial,

    /// <summary>Answers depend on who, what or when they were given with.</summary>
    Measurement,

    /// <summary>Answers follow the pre-label because it is shown.</summary>
    Anchoring,
}

/// <summary>What a manager can do about a finding.</summary>
public enum BiasAction
{
    /// <summary>
    /// Items that close the gap come first, and a group of the declared population has its share of batches from now
    /// on.
    /// </summary>
    RebalanceQueue,

    /// <summary>Ask about these items apart: a draft of the workflow does, for people to look at.</summary>
    SplitQuestion,

    /// <summary>The workers concerned need the training again.</summary>
    RetrainWorkers,

    /// <summary>More of the work is gold.</summary>
    AddGold,

    /// <summary>Items to come are shown without what the model thinks.</summary>
    HidePreLabels,
}

/// <summary>One deviation that is beyond chance, all tests of the audit counted.</summary>
/// <param name="Attribute">What the groups differ in, such as "region" or "device".</param>
/// <param name="Group">Which value of it; empty where the finding is about all of them.</param>
/// <param name="Outcome">What differs; empty for the make-up of the sample.</param>
/// <param name="Effect">
/// Sample: the stability index, or where a model chose, the share among the labeled items less that of all. Anchoring:
/// the share copied. Else the difference to all other groups.
/// </param>
/// <param name="Low90">Lower end of the 90 % interval; null for the stability index.</param>
/// <param name="High90">Upper end of it.</param>
/// <param name="AdjustedPValue">After Benjamini and Hochberg, over all tests of the audit.</param>
/// <param name="Count">Answers or items of the group.</param>
public sealed record BiasFinding(
    BiasKind Kind,
    string Attribute,
    string Group,
    string Outcome,
    double Effect,
    double? Low90,
    double? High90,
    double AdjustedPValue,
    long Count,
    BiasAction Action)
{
    /// <summary>The outcome of what a model's choice does to the sample.</summary>
    public const string SelectionOutcome = "selection by the model";

    /// <summary>Key of the question that was answered; empty for the sample.</summary>
    public string Question { get; init; } = "";

    /// <summary>Whether the attribute is one of items.</summary>
    public bool IsOfItems { get; init; }

    /// <summary>All that can be done about it, what is proposed first.</summary>
    [JsonIgnore]
    public IReadOnlyList<BiasAction> Actions => Kind switch
    {
        BiasKind.Prejudicial or BiasKind.Measurement =>
        [
            Action,
            .. new[] { BiasAction.AddGold, BiasAction.RetrainWorkers }.Where(action => action != Action),
            .. IsOfItems ? [BiasAction.SplitQuestion] : Array.Empty<BiasAction>(),
        ],
        _ => [Action],
    };
}

/// <summary>What an audit found.</summary>
/// <param name="Tests">How many tests were made.</param>
/// <param name="SuppressedGroups">Groups that were too small to be told apart.</param>
public sealed record BiasReport(IReadOnlyList<BiasFinding> Findings, int Tests, int SuppressedGroups);
