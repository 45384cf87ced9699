namespace ActiveLabel.Domain.Workflows;

/// <summary>A condition about what is believed of one question.</summary>
/// <param name="Question">Key; null for the first question.</param>
public abstract record BeliefCondition(string? Question) : Condition
{
    /// <summary>What it compares.</summary>
    protected abstract double Measure(ItemFacts facts);

    protected abstract string Fact { get; }

    public override IEnumerable<Observation> Observe(ItemFacts facts)
    {
        ArgumentNullException.ThrowIfNull(facts);
        return [new(Fact, facts.On(Question).Question.Key, Measure(facts))];
    }

    internal override IEnumerable<string> Problems(ConditionContext context)
        => context.Find(Question) is null ? [$"asks for the question '{Question}', which the label schema has not"]
            : [];

    private protected static IEnumerable<string> ShareProblems(double? share, string what)
        => share is null or (>= 0 and <= 1) ? [] : [$"compares {what} with {share:0.###}; it lies between 0 and 1"];
}

/// <summary>The posterior of the consensus is that high.</summary>
/// <param name="Threshold">0 to 1; null for the target confidence of the question.</param>
public sealed record PosteriorAtLeast(double? Threshold = null, string? Question = null) : BeliefCondition(Question)
{
    protected override string Fact => "posterior";
    protected override double Measure(ItemFacts facts) => facts.On(Question).Belief.Confidence;

    public override bool Holds(ItemFacts facts)
        => Measure(facts) >= (Threshold ?? facts.On(Question).Question.TargetConfidence);

    internal override IEnumerable<string> Problems(ConditionContext context)
        => base.Problems(context).Concat(ShareProblems(Threshold, "a posterior"));
}

/// <summary>The posterior of the consensus is lower.</summary>
/// <param name="Threshold">0 to 1; null for the target confidence of the question.</param>
public sealed record PosteriorBelow(double? Threshold = null, string? Question = null) : BeliefCondition(Question)
{
    protected override string Fact => "posterior";
    protected override double Measure(ItemFacts facts) => facts.On(Question).Belief.Confidence;

    public override bool Holds(ItemFacts facts)
        => Measure(facts) < (Threshold ?? facts.On(Question).Question.TargetConfidence);

    internal override IEnumerable<string> Problems(ConditionContext context)
        => base.Problems(context).Concat(ShareProblems(Threshold, "a posterior"));
}

/// <summary>That share of the judgements says the same.</summary>
/// <param name="Share">0 to 1.</param>
public sealed record AgreementAtLeast(double Share, string? Question = null) : BeliefCondition(Question)
{
    public override FactKinds Needs => FactKinds.Votes;
    protected override string Fact => "agreement";
    protected override double Measure(ItemFacts facts) => facts.On(Question).Belief.Agreement;
    public override bool Holds(ItemFacts facts) => Measure(facts) >= Share;

    internal override IEnumerable<string> Problems(ConditionContext context)
        => base.Problems(context).Concat(ShareProblems(Share, "an agreement"));
}

/// <summary>The consensus is one of these choices.</summary>
/// <param name="Choices">Keys; at least one.</param>
public sealed record AnswerIn(IReadOnlyList<string> Choices, string? Question = null) : BeliefCondition(Question)
{
    protected override string Fact => "answer";
    protected override double Measure(ItemFacts facts) => facts.On(Question).Belief.Label;

    public override bool Holds(ItemFacts facts)
    {
        ArgumentNullException.ThrowIfNull(facts);
        var (question, belief) = facts.On(Question);
        return belief.Label >= 0 && Choices.Contains(question.Choices[belief.Label].Key);
    }

    internal override IEnumerable<string> Problems(ConditionContext context)
        => context.Find(Question) is not { } question ? base.Problems(context)
            : Choices.Count == 0 ? ["compares the answer with no choice"]
            : Choices.Where(choice => question.IndexOf(choice) < 0).Select(
                choice => $"asks for the choice '{choice}', which question '{question.Key}' has not");
}

/// <summary>A condition about how probable the model's most probable choice is; 0 where it has none.</summary>
public abstract record PredictionCondition(string? Question) : BeliefCondition(Question)
{
    public override FactKinds Needs => FactKinds.Prediction;
    protected override string Fact => "prediction";

    protected override double Measure(ItemFacts facts)
    {
        var belief = facts.On(Question).Belief;
        return belief.PredictedLabel is >= 0 and var top ? belief.Prediction[top] : 0;
    }
}

/// <summary>The model's most probable choice is that probable.</summary>
/// <param name="Threshold">0 to 1.</param>
public sealed record PredictionAtLeast(double Threshold, string? Question = null)
    : PredictionCondition(Question)
{
    public override bool Holds(ItemFacts facts)
        => facts.On(Question).Belief.PredictedLabel >= 0 && Measure(facts) >= Threshold;

    internal override IEnumerable<string> Problems(ConditionContext context)
        => base.Problems(context).Concat(ShareProblems(Threshold, "a prediction"));
}

/// <summary>
/// The model is as sure as it has to be for its errors to stay within the question's tolerance, 1 minus its target
/// confidence, as far as the calibration share shows; where it shows nothing, or the control arm showed otherwise, no
/// prediction is trusted (<see cref="Predictions.ModelTrust"/>).
/// </summary>
public sealed record PredictionTrusted(string? Question = null) : PredictionCondition(Question)
{
    public override bool Holds(ItemFacts facts)
        => facts.On(Question).Belief.TrustedFrom is { } from && Measure(facts) >= from;

    public override IEnumerable<Observation> Observe(ItemFacts facts)
        => [.. base.Observe(facts),
            new("trustedFrom", facts.On(Question).Question.Key, facts.On(Question).Belief.TrustedFrom ?? 1)];
}

/// <summary>The model and the judgements give the same answer; where either has none, they do not.</summary>
public sealed record ModelAgrees(string? Question = null) : BeliefCondition(Question)
{
    public override FactKinds Needs => FactKinds.Prediction;
    protected override string Fact => "modelAgrees";
    protected override double Measure(ItemFacts facts) => Holds(facts) ? 1 : 0;

    public override bool Holds(ItemFacts facts)
    {
        ArgumentNullException.ThrowIfNull(facts);
        var belief = facts.On(Question).Belief;
        return belief.Label >= 0 && belief.Label == belief.PredictedLabel;
    }
}

/// <summary>What it costs when the truth is this choice and the consensus is another.</summary>
/// <param name="Choice">Key.</param>
/// <param name="Cost">0 or more, in any unit that the condition's other numbers have too.</param>
public sealed record ChoiceCost(string Choice, double Cost);

/// <summary>
/// The expected loss of taking the consensus: Σ posterior[k] · cost[k] over the choices k that it is not.
/// </summary>
/// <param name="Costs">A choice that is left out costs 1.</param>
public abstract record LossCondition(IReadOnlyList<ChoiceCost> Costs, string? Question) : BeliefCondition(Question)
{
    protected override string Fact => "expectedLoss";

    protected override double Measure(ItemFacts facts)
    {
        ArgumentNullException.ThrowIfNull(facts);
        var (question, belief) = facts.On(Question);
        var loss = 0.0;
        for (var choice = 0; choice < belief.Posterior.Count; choice++)
            if (choice != belief.Label)
                loss += belief.Posterior[choice] * CostOf(question.Choices[choice].Key);
        return loss;
    }

    internal override IEnumerable<string> Problems(ConditionContext context)
        => context.Find(Question) is not { } question
            ? base.Problems(context)
            : Costs.Where(cost => question.IndexOf(cost.Choice) < 0)
                .Select(cost => $"prices the choice '{cost.Choice}', which question '{question.Key}' has not")
                .Concat(Costs.Where(cost => cost.Cost is not (>= 0 and <= 1e9))
                    .Select(cost => $"prices the choice '{cost.Choice}' at {cost.Cost:0.###}; a cost is 0 to 1e9"));

    private double CostOf(string choice) => Costs.FirstOrDefault(cost => cost.Choice == choice)?.Cost ?? 1;
}

/// <summary>The expected loss of taking the consensus is that high.</summary>
/// <param name="Loss">0 or more.</param>
public sealed record ExpectedLossAtLeast(double Loss, IReadOnlyList<ChoiceCost> Costs, string? Question = null)
    : LossCondition(Costs, Question)
{
    public override bool Holds(ItemFacts facts) => Measure(facts) >= Loss;

    internal override IEnumerable<string> Problems(ConditionContext context)
        => base.Problems(context).Concat(Loss >= 0 ? [] : [$"compares a loss with {Loss:0.###}; a loss is 0 or more"]);
}

/// <summary>
/// Drawn by chance in proportion to the expected loss: what is doubtful and dear is looked at more often, and nothing
/// is safe from a look.
/// </summary>
/// <param name="LossForCertain">From this expected loss on every item is drawn; more than 0.</param>
/// <param name="ShareMin">With at least this probability an item is drawn, 0 to 1.</param>
public sealed record SampledByLoss(
    double LossForCertain,
    IReadOnlyList<ChoiceCost> Costs,
    double ShareMin = 0,
    string Name = "sample",
    string? Question = null) : LossCondition(Costs, Question)
{
    /// <returns>With which probability the item is drawn.</returns>
    public double ShareOf(ItemFacts facts) => Math.Clamp(Measure(facts) / LossForCertain, ShareMin, 1);

    public override bool Holds(ItemFacts facts) => Sampled.DrawOf(facts, Name) < ShareOf(facts);

    public override IEnumerable<Observation> Observe(ItemFacts facts)
        => [.. base.Observe(facts), new("sampled", Name, Sampled.DrawOf(facts, Name))];

    internal override IEnumerable<string> Problems(ConditionContext context)
        => base.Problems(context)
            .Concat(LossForCertain > 0 ? [] : ["samples by a loss of 0 or less; 'lossForCertain' is more than 0"])
            .Concat(ShareProblems(ShareMin, "the least share of a sample"));
}
