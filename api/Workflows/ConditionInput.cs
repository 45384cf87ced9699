using System.ComponentModel;
using ActiveLabel.Domain.Workflows;
using GraphQL;

namespace ActiveLabel.Api.Workflows;

/// <summary>Something that holds for an item or does not: one condition, or several put together.</summary>
[OneOf]
public sealed class ConditionInput
{
    /// <summary>The posterior of the consensus is that high.</summary>
    public PosteriorConditionInput? PosteriorAtLeast { get; set; }

    /// <summary>The posterior of the consensus is lower.</summary>
    public PosteriorConditionInput? PosteriorBelow { get; set; }

    /// <summary>That share of the judgements says the same.</summary>
    public ShareConditionInput? AgreementAtLeast { get; set; }

    /// <summary>The item has that many judgements in this visit of its step; 1 or more.</summary>
    public int? JudgementsAtLeast { get; set; }

    /// <summary>The consensus is one of these choices.</summary>
    public AnswerConditionInput? AnswerIn { get; set; }

    /// <summary>The model's most probable choice is that probable.</summary>
    public ShareConditionInput? PredictionAtLeast { get; set; }

    /// <summary>
    /// The model is as sure as it has to be for its errors to stay within the question's tolerance, as the calibration
    /// share shows and the control arm does not refute.
    /// </summary>
    public QuestionConditionInput? PredictionTrusted { get; set; }

    /// <summary>The model and the judgements give the same answer.</summary>
    public QuestionConditionInput? ModelAgrees { get; set; }

    /// <summary>An attribute of the item has one of these values.</summary>
    public AttributeConditionInput? AttributeIn { get; set; }

    /// <summary>An attribute of the item is a number in a range.</summary>
    public AttributeRangeInput? AttributeBetween { get; set; }

    /// <summary>Whether the item is gold.</summary>
    public bool? IsGold { get; set; }

    /// <summary>That many workers skipped the item in this visit of its step; it is tried at every skip.</summary>
    public int? SkippedBy { get; set; }

    /// <summary>The item is in the step for longer than so many seconds, when something happens to it.</summary>
    public int? OlderThanSeconds { get; set; }

    /// <summary>The judgements of the item have cost that much, in the project's currency.</summary>
    public double? CostAtLeast { get; set; }

    /// <summary>Drawn by chance, the same for an item whenever it is asked.</summary>
    public SampleConditionInput? Sampled { get; set; }

    /// <summary>Drawn by chance in proportion to the expected loss of taking the consensus.</summary>
    public LossSampleInput? SampledByLoss { get; set; }

    /// <summary>The expected loss of taking the consensus is that high.</summary>
    public LossConditionInput? ExpectedLossAtLeast { get; set; }

    /// <summary>The reviewer said one of these; in REVIEW steps only.</summary>
    public IReadOnlyList<Verdict>? VerdictIs { get; set; }

    /// <summary>The item has come to a step that often.</summary>
    public VisitsConditionInput? VisitsAtLeast { get; set; }

    /// <summary>Every one of these.</summary>
    public IReadOnlyList<ConditionInput>? All { get; set; }

    /// <summary>At least one of these.</summary>
    public IReadOnlyList<ConditionInput>? Any { get; set; }

    /// <summary>This must not hold.</summary>
    public ConditionInput? Not { get; set; }

    internal Condition ToCondition() => this switch
    {
        { All: { } parts } => new All([.. parts.Select(part => part.ToCondition())]),
        { Any: { } parts } => new Any([.. parts.Select(part => part.ToCondition())]),
        { Not: { } part } => new Not(part.ToCondition()),
        { PosteriorAtLeast: { } at } => new PosteriorAtLeast(at.Threshold, at.Question),
        { PosteriorBelow: { } below } => new PosteriorBelow(below.Threshold, below.Question),
        { AgreementAtLeast: { } at } => new AgreementAtLeast(at.Share, at.Question),
        { PredictionAtLeast: { } at } => new PredictionAtLeast(at.Share, at.Question),
        { PredictionTrusted: { } on } => new PredictionTrusted(on.Question),
        { ModelAgrees: { } on } => new ModelAgrees(on.Question),
        { AnswerIn: { } answer } => new AnswerIn(answer.Choices, answer.Question),
        _ => ToProgressCondition(),
    };

    private Condition ToProgressCondition() => this switch
    {
        { JudgementsAtLeast: { } count } => new JudgementsAtLeast(count),
        { SkippedBy: { } workers } => new SkippedBy(workers),
        { OlderThanSeconds: { } seconds } => new OlderThan(seconds),
        { CostAtLeast: { } amount } => new CostAtLeast(amount),
        { VerdictIs: { } verdicts } => new VerdictIs(verdicts),
        { VisitsAtLeast: { } visits } => new VisitsAtLeast(visits.Step, visits.Count),
        { AttributeIn: { } attribute } => new AttributeIn(attribute.Name, attribute.Values),
        { AttributeBetween: { } range } => new AttributeBetween(range.Name, range.Min, range.Max),
        { Sampled: { } sample } => new Sampled(sample.Share, sample.Name),
        { SampledByLoss: { } loss } => new SampledByLoss(
            loss.LossForCertain, loss.Prices, loss.ShareMin, loss.Name, loss.Question),
        { ExpectedLossAtLeast: { } loss } => new ExpectedLossAtLeast(loss.Loss, loss.Prices, loss.Question),
        { IsGold: true } => new IsGold(),
        { IsGold: false } => new Not(new IsGold()),
        _ => throw new InvalidOperationException("Validation lets no empty condition through."),
    };
}

/// <summary>How sure the consensus of a question is.</summary>
/// <param name="Threshold">0 to 1; left out, the target confidence of the question.</param>
/// <param name="Question">Key; left out, the first question.</param>
public sealed record PosteriorConditionInput(double? Threshold = null, string? Question = null);

/// <summary>A share, about a question.</summary>
/// <param name="Share">0 to 1.</param>
/// <param name="Question">Key; left out, the first question.</param>
public sealed record ShareConditionInput(double Share, string? Question = null);

/// <summary>A question.</summary>
/// <param name="Question">Key; left out, the first question.</param>
public sealed record QuestionConditionInput(string? Question = null);

/// <summary>Choices of a question.</summary>
/// <param name="Choices">Keys; at least one.</param>
/// <param name="Question">Key; left out, the first question.</param>
public sealed record AnswerConditionInput(IReadOnlyList<string> Choices, string? Question = null);

/// <summary>Values of an attribute.</summary>
/// <param name="Name">The attribute.</param>
/// <param name="Values">As texts; at least one.</param>
public sealed record AttributeConditionInput(string Name, IReadOnlyList<string> Values);

/// <summary>A range of an attribute that is a number.</summary>
/// <param name="Name">The attribute.</param>
/// <param name="Min">Left out: no lower end.</param>
/// <param name="Max">Left out: no upper end.</param>
public sealed record AttributeRangeInput(string Name, double? Min = null, double? Max = null);

/// <summary>A share of the items, drawn by chance.</summary>
/// <param name="Share">More than 0, at most 1.</param>
/// <param name="Name">Draws of the same name draw the same items.</param>
public sealed record SampleConditionInput(double Share, [property: DefaultValue("sample")] string Name = "sample");

/// <summary>How often a step was visited.</summary>
/// <param name="Step">Key of the step.</param>
/// <param name="Count">1 or more.</param>
public sealed record VisitsConditionInput(string Step, int Count);

/// <summary>What it costs when the truth is this choice and the consensus is another.</summary>
/// <param name="Choice">Key of the choice.</param>
/// <param name="Cost">0 or more.</param>
public sealed record ChoiceCostInput(string Choice, double Cost);

/// <summary>An expected loss.</summary>
/// <param name="Loss">0 or more.</param>
/// <param name="Costs">A choice that is left out costs 1.</param>
/// <param name="Question">Key; left out, the first question.</param>
public sealed record LossConditionInput(
    double Loss, IReadOnlyList<ChoiceCostInput>? Costs = null, string? Question = null)
{
    internal IReadOnlyList<ChoiceCost> Prices
        => [.. (Costs ?? []).Select(cost => new ChoiceCost(cost.Choice, cost.Cost))];
}

/// <summary>A draw in proportion to the expected loss.</summary>
/// <param name="LossForCertain">From this expected loss on every item is drawn; more than 0.</param>
/// <param name="Costs">A choice that is left out costs 1.</param>
/// <param name="ShareMin">With at least this probability an item is drawn, 0 to 1.</param>
/// <param name="Name">Draws of the same name draw the same items.</param>
/// <param name="Question">Key; left out, the first question.</param>
public sealed record LossSampleInput(
    double LossForCertain,
    IReadOnlyList<ChoiceCostInput>? Costs = null,
    [property: DefaultValue(0.0)] double ShareMin = 0,
    [property: DefaultValue("sample")] string Name = "sample",
    string? Question = null)
{
    internal IReadOnlyList<ChoiceCost> Prices
        => [.. (Costs ?? []).Select(cost => new ChoiceCost(cost.Choice, cost.Cost))];
}
