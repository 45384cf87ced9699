using System.Globalization;

namespace ActiveLabel.Domain.Workflows;

/// <summary>The item has that many judgements in this visit of its step.</summary>
/// <param name="Count">1 or more.</param>
public sealed record JudgementsAtLeast(int Count) : Condition
{
    public override bool Holds(ItemFacts facts) => facts.Progress.Judgements >= Count;

    public override IEnumerable<Observation> Observe(ItemFacts facts)
        => [new("judgements", facts.Progress.Step, facts.Progress.Judgements)];

    internal override IEnumerable<string> Problems(ConditionContext context)
        => context.Step.Kind != StepKind.Label
            ? [$"counts judgements, which a step of the kind {context.Step.Kind} has not"]
            : Count >= 1 ? [] : [$"waits for {Count} judgements; count from 1"];
}

/// <summary>That many workers have skipped the item in this visit of its step; it is tried at every skip.</summary>
/// <param name="Workers">1 or more.</param>
public sealed record SkippedBy(int Workers) : Condition
{
    public override FactKinds Needs => FactKinds.Skips;
    public override bool IsAtOnce => true;
    public override bool Holds(ItemFacts facts) => facts.Progress.Skips >= Workers;

    public override IEnumerable<Observation> Observe(ItemFacts facts)
        => [new("skips", facts.Progress.Step, facts.Progress.Skips)];

    internal override IEnumerable<string> Problems(ConditionContext context)
        => !context.Step.HasTasks ? [$"counts skips, which a step of the kind {context.Step.Kind} has not"]
            : Workers >= 1 ? [] : [$"waits for {Workers} skips; count from 1"];
}

/// <summary>
/// The item is in the step for longer than that. It is looked at when something happens to the item; a step that must
/// not wait for that has an <see cref="Sla"/>.
/// </summary>
/// <param name="Seconds">1 or more.</param>
public sealed record OlderThan(long Seconds) : Condition
{
    public override bool IsAtOnce => true;
    public override bool Holds(ItemFacts facts) => facts.AgeInStep.TotalSeconds > Seconds;

    public override IEnumerable<Observation> Observe(ItemFacts facts)
        => [new("ageSeconds", facts.Progress.Step, facts.AgeInStep.TotalSeconds)];

    internal override IEnumerable<string> Problems(ConditionContext context)
        => Seconds >= 1 ? [] : [$"waits for {Seconds} seconds; count from 1"];
}

/// <summary>The judgements of the item have cost that much.</summary>
/// <param name="Amount">In the project's currency; 0 or more.</param>
public sealed record CostAtLeast(double Amount) : Condition
{
    public override bool Holds(ItemFacts facts) => facts.Cost >= Amount;

    public override IEnumerable<Observation> Observe(ItemFacts facts) => [new("cost", null, facts.Cost)];

    internal override IEnumerable<string> Problems(ConditionContext context)
        => Amount >= 0 ? [] : [$"compares the cost with {Amount:0.###}; a cost is 0 or more"];
}

/// <summary>What a reviewer said in this visit.</summary>
/// <param name="Verdicts">One of these; at least one.</param>
public sealed record VerdictIs(IReadOnlyList<Verdict> Verdicts) : Condition
{
    public override bool Holds(ItemFacts facts) => facts.Verdict is { } verdict && Verdicts.Contains(verdict);

    public override IEnumerable<Observation> Observe(ItemFacts facts)
        => facts.Verdict is { } verdict ? [new("verdict", facts.Progress.Step, (double)verdict)] : [];

    internal override IEnumerable<string> Problems(ConditionContext context)
        => context.Step.Kind != StepKind.Review
            ? [$"asks for a verdict, which a step of the kind {context.Step.Kind} has not"]
            : Verdicts.Count == 0 ? ["compares the verdict with nothing"] : [];
}

/// <summary>The item has come to a step that often.</summary>
/// <param name="Count">1 or more.</param>
public sealed record VisitsAtLeast(string Step, int Count) : Condition
{
    public override bool Holds(ItemFacts facts) => facts.Progress.Visits.GetValueOrDefault(Step) >= Count;

    public override IEnumerable<Observation> Observe(ItemFacts facts)
        => [new("visits", Step, facts.Progress.Visits.GetValueOrDefault(Step))];

    internal override IEnumerable<string> Problems(ConditionContext context)
        => context.Workflow.Find(Step) is null ? [$"counts visits of the step '{Step}', which there is not"]
            : Count >= 1 ? [] : [$"waits for {Count} visits; count from 1"];
}

/// <summary>An attribute of the item has one of these values.</summary>
/// <param name="Values">As texts; at least one.</param>
public sealed record AttributeIn(string Name, IReadOnlyList<string> Values) : Condition
{
    public override FactKinds Needs => FactKinds.Attributes;

    public override bool Holds(ItemFacts facts)
        => facts.Origin.Attributes.TryGetValue(Name, out var value) && Values.Contains(value);

    public override IEnumerable<Observation> Observe(ItemFacts facts) => [new("attribute", Name, Holds(facts) ? 1 : 0)];

    internal override IEnumerable<string> Problems(ConditionContext context)
        => string.IsNullOrWhiteSpace(Name) ? ["asks for an attribute without a name"]
            : Values.Count == 0 ? [$"compares the attribute '{Name}' with no value"] : [];
}

/// <summary>An attribute of the item is a number in a range.</summary>
/// <param name="Min">Null for no lower end.</param>
/// <param name="Max">Null for no upper end.</param>
public sealed record AttributeBetween(string Name, double? Min = null, double? Max = null) : Condition
{
    public override FactKinds Needs => FactKinds.Attributes;

    public override bool Holds(ItemFacts facts)
        => NumberOf(facts) is { } number && number >= (Min ?? number) && number <= (Max ?? number);

    public override IEnumerable<Observation> Observe(ItemFacts facts)
        => NumberOf(facts) is { } number ? [new("attribute", Name, number)] : [];

    internal override IEnumerable<string> Problems(ConditionContext context)
        => string.IsNullOrWhiteSpace(Name) ? ["asks for an attribute without a name"]
            : Min is null && Max is null ? [$"compares the attribute '{Name}' with no number"]
            : Min > Max ? [$"wants the attribute '{Name}' between {Min:0.###} and {Max:0.###}, where nothing is"] : [];

    private double? NumberOf(ItemFacts facts)
        => facts.Origin.Attributes.TryGetValue(Name, out var text)
            && double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
            ? number
            : null;
}
