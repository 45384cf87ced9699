using ActiveLabel.Api.Graph;
using ActiveLabel.Api.Security;
using ActiveLabel.Api.Workflows;
using ActiveLabel.Domain.Suggestions;
using GraphQL;

namespace ActiveLabel.Api.Suggestions;

/// <summary>
/// How the workflow could do with less, found in what is on record. <c>draftSuggestion</c> makes a draft of it, which
/// <c>simulateWorkflow</c> tries on all items.
/// </summary>
[Allow(Audience.Staff)]
public sealed class SuggestionType(StoredSuggestion suggestion)
{
    [Id]
    public string Id => GlobalId.Of(suggestion.Id);

    /// <summary>What would be done less.</summary>
    public SuggestionKind Kind => suggestion.Kind;

    /// <summary>Key of the step that it is about.</summary>
    public string Step => suggestion.Step;

    /// <summary>What it is, with the numbers that say so.</summary>
    public string Message => suggestion.Message;

    /// <summary>What it is expected to do.</summary>
    public SuggestedEffectType Effect => new(suggestion.Effect);

    /// <summary>What it rests on.</summary>
    public SuggestionEvidenceType Evidence => new(suggestion.Evidence);

    /// <summary>The steps of the workflow as it would be.</summary>
    public IReadOnlyList<StepType> DraftSteps => [.. suggestion.Draft.Steps.Select(step => new StepType(step))];

    /// <summary>Version of the workflow that it departs from.</summary>
    public int WorkflowVersion => suggestion.WorkflowVersion;

    /// <summary>SHA-256 over what it rests on: the same facts give the same suggestions.</summary>
    public string InputsHash => suggestion.InputsHash;

    /// <summary>When it was made.</summary>
    public DateTimeOffset At => suggestion.At;

    /// <summary>When the facts had changed; null while it stands.</summary>
    public DateTimeOffset? SupersededAt => suggestion.SupersededAt;
}

/// <summary>What a suggestion is expected to do, with 90 % intervals.</summary>
[Allow(Audience.Staff)]
public sealed class SuggestedEffectType(SuggestedEffect effect)
{
    /// <summary>Share of the cost of all items; negative where it saves.</summary>
    public double CostChange => effect.CostChange;

    /// <summary>Lower end of its interval.</summary>
    public double CostLow => effect.CostLow;

    /// <summary>Upper end of its interval.</summary>
    public double CostHigh => effect.CostHigh;

    /// <summary>Share of answers that would be others.</summary>
    public double ChangedShare => effect.ChangedShare;

    /// <summary>Lower end of its interval.</summary>
    public double ChangedLow => effect.ChangedLow;

    /// <summary>Upper end of its interval.</summary>
    public double ChangedHigh => effect.ChangedHigh;
}

/// <summary>What a suggestion rests on.</summary>
[Allow(Audience.Staff)]
public sealed class SuggestionEvidenceType(SuggestionEvidence evidence)
{
    /// <summary>
    /// Items that were led through the draft, the latest that are done; of TRUST_MODEL those of the control arm.
    /// </summary>
    public int Items => evidence.Items;

    /// <summary>Of them, those whose answer would be another.</summary>
    public int ChangedItems => evidence.ChangedItems;

    /// <summary>Of all cost that was recorded, what the step costs.</summary>
    public double CostShare => evidence.CostShare;

    /// <summary>Judgements and decisions that were recorded in the step.</summary>
    public int Decisions => (int)evidence.Decisions;

    /// <summary>Of its reviews, those that corrected or rejected.</summary>
    public int Corrections => (int)evidence.Corrections;

    /// <summary>Of TRUST_MODEL: why the model may end items, and what that is expected to save; else null.</summary>
    public TrustEvidenceType? Trust => evidence.Trust is { } trust ? new(trust) : null;
}

/// <summary>Why a model may end items, and what that is expected to save.</summary>
[Allow(Audience.Staff)]
public sealed class TrustEvidenceType(TrustEvidence trust)
{
    /// <summary>Share of its answers that may be wrong, 0 to 1: 1 minus the question's target confidence.</summary>
    public double Risk => trust.Risk;

    /// <summary>Probability that no more of them are, over the calibration items.</summary>
    public double Probability => trust.Probability;

    /// <summary>From which probability of its top label on it is trusted, 0 to 1.</summary>
    public double From => trust.From;

    /// <summary>Calibration items that this comes of.</summary>
    public int CalibrationItems => trust.CalibrationItems;

    /// <summary>Control items that it was held against.</summary>
    public int ControlArmItems => trust.ControlArmItems;

    /// <summary>Of them, those that it was as sure of.</summary>
    public int ControlItems => trust.ControlItems;

    /// <summary>Of these, those that people answer otherwise.</summary>
    public int ControlErrors => trust.ControlErrors;

    /// <summary>Upper end of the 90 % interval of the share of errors, 0 to 1.</summary>
    public double ControlErrorHigh => trust.ControlErrorHigh;

    /// <summary>Of the items of the ranked queue, the share that it may end, 0 to 1.</summary>
    public double Share => trust.Share;

    /// <summary>Lower end of the 90 % interval of the share.</summary>
    public double ShareLow => trust.ShareLow;

    /// <summary>Upper end of the 90 % interval of the share.</summary>
    public double ShareHigh => trust.ShareHigh;

    /// <summary>Items that are not done.</summary>
    public int ItemsLeft => (int)trust.ItemsLeft;

    /// <summary>Of them, those that it is expected to end.</summary>
    public double ItemsEnded => trust.ItemsEnded;

    /// <summary>Judgements that these would have taken.</summary>
    public double JudgementsSaved => trust.JudgementsSaved;

    /// <summary>What these would have cost.</summary>
    public double CostSaved => trust.CostSaved;
}
