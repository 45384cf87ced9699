using ActiveLabel.Domain.Items;
using ActiveLabel.Domain.Projects;

namespace ActiveLabel.Domain.Workflows;

/// <summary>What is believed of an item's answer to one question. K choices.</summary>
/// <param name="Label">Index of the consensus; -1 before there is one.</param>
/// <param name="Confidence">Posterior of the consensus, 0 to 1.</param>
/// <param name="Posterior">K, summing to one; empty before there is a consensus.</param>
/// <param name="Votes">K: judgements for each choice; empty where the workflow does not ask for them.</param>
/// <param name="Prediction">K: what the model says; empty where it says nothing.</param>
/// <param name="Gains">
/// Errors that each of 1, 2, 4 ... more judgements is expected to avoid; null where nobody has judged just now.
/// </param>
/// <param name="TrustedFrom">
/// From which probability on the model may answer without people; null where there is no evidence for any.
/// </param>
public sealed record QuestionBelief(
    int Label, double Confidence, IReadOnlyList<float> Posterior, IReadOnlyList<int> Votes,
    IReadOnlyList<float> Prediction, IReadOnlyList<double>? Gains = null, double? TrustedFrom = null)
{
    public static QuestionBelief None { get; } = new(-1, 0, [], [], []);

    /// <summary>Share of the judgements that say what most of them say, 0 to 1; 0 where there are none.</summary>
    public double Agreement => Votes.Sum() is > 0 and var all ? (double)Votes.Max() / all : 0;

    /// <summary>Index of the model's choice; -1 where it has none.</summary>
    public int PredictedLabel
    {
        get
        {
            var top = Prediction.Count == 0 ? -1 : 0;
            for (var index = 1; index < Prediction.Count; index++)
                if (Prediction[index] > Prediction[top])
                    top = index;
            return top;
        }
    }
}

/// <summary>What a reviewer said to the consensus.</summary>
public enum Verdict
{
    /// <summary>It stands.</summary>
    Accepted = 0,

    /// <summary>Another answer stands in its place.</summary>
    Corrected = 1,

    /// <summary>It does not stand, and there is no answer yet.</summary>
    Rejected = 2,
}

/// <summary>What stays the same of an item on its way.</summary>
/// <param name="Attributes">As texts; numbers as JSON has them.</param>
public sealed record ItemOrigin(
    string ExternalId, Arm Arm, long Seed, bool IsGold, IReadOnlyDictionary<string, string> Attributes);

/// <summary>Where an item is in its workflow.</summary>
/// <param name="Step">Key of the step.</param>
/// <param name="EnteredAt">When it came there.</param>
/// <param name="Visits">How often it came to each step, this time included.</param>
/// <param name="Asked">Judgements asked for in this visit.</param>
/// <param name="Judgements">Judgements given in this visit.</param>
/// <param name="Skips">Workers who skipped it in this visit.</param>
/// <param name="CostBefore">What its judgements cost before this visit.</param>
/// <param name="From">Key of the step it came from; null where it came from none.</param>
public sealed record ItemProgress(
    string Step,
    DateTimeOffset EnteredAt,
    IReadOnlyDictionary<string, int> Visits,
    int Asked = 0,
    int Judgements = 0,
    int Skips = 0,
    double CostBefore = 0,
    string? From = null);

/// <summary>All that the router may look at.</summary>
/// <param name="Beliefs">By question key.</param>
/// <param name="CostPerJudgement">Of the step that the item is in.</param>
/// <param name="Verdict">Of the review in this visit; null where there is none.</param>
public sealed record ItemFacts(
    ItemOrigin Origin,
    ItemProgress Progress,
    LabelSchema Schema,
    ProjectSettings Settings,
    IReadOnlyDictionary<string, QuestionBelief> Beliefs,
    DateTimeOffset Now,
    double CostPerJudgement = 0,
    Verdict? Verdict = null)
{
    public TimeSpan AgeInStep => Now - Progress.EnteredAt;

    /// <summary>What the item's judgements cost so far, in the project's currency.</summary>
    public double Cost => Progress.CostBefore + (CostPerJudgement * Progress.Judgements);

    /// <summary>
    /// What models are measured against and calibrated with, and the unbiased curve, come of people alone: no model
    /// ends an item of a random share.
    /// </summary>
    internal ItemFacts WithoutPredictions() => this with
    {
        Beliefs = Beliefs.ToDictionary(pair => pair.Key, pair => pair.Value with { Prediction = [] }),
    };

    /// <param name="key">Null for the first question.</param>
    internal (Question Question, QuestionBelief Belief) On(string? key)
    {
        var question = (key is null ? Schema.Questions[0] : Schema.Find(key))
            ?? throw new InvalidOperationException($"The schema has no question '{key}'.");
        return (question, Beliefs.GetValueOrDefault(question.Key) ?? QuestionBelief.None);
    }
}
