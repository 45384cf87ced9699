using System.Text.Json.Serialization;
using ActiveLabel.Domain.Items;

namespace ActiveLabel.Domain.Workflows;

/// <summary>What a condition looked at, and what it saw.</summary>
/// <param name="Fact">Name of the fact, as conditions name it.</param>
/// <param name="On">The question, attribute or step it is about; null where it is about the item.</param>
/// <param name="Value">Yes is 1 and no is 0.</param>
public sealed record Observation(string Fact, string? On, double Value);

/// <summary>Something that holds for an item or does not: typed data, decided from facts without any I/O.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "is")]
[JsonDerivedType(typeof(PosteriorAtLeast), "posteriorAtLeast")]
[JsonDerivedType(typeof(PosteriorBelow), "posteriorBelow")]
[JsonDerivedType(typeof(AgreementAtLeast), "agreementAtLeast")]
[JsonDerivedType(typeof(JudgementsAtLeast), "judgementsAtLeast")]
[JsonDerivedType(typeof(AnswerIn), "answerIn")]
[JsonDerivedType(typeof(PredictionAtLeast), "predictionAtLeast")]
[JsonDerivedType(typeof(PredictionTrusted), "predictionTrusted")]
[JsonDerivedType(typeof(ModelAgrees), "modelAgrees")]
[JsonDerivedType(typeof(AttributeIn), "attributeIn")]
[JsonDerivedType(typeof(AttributeBetween), "attributeBetween")]
[JsonDerivedType(typeof(IsGold), "isGold")]
[JsonDerivedType(typeof(SkippedBy), "skippedBy")]
[JsonDerivedType(typeof(OlderThan), "olderThan")]
[JsonDerivedType(typeof(CostAtLeast), "costAtLeast")]
[JsonDerivedType(typeof(Sampled), "sampled")]
[JsonDerivedType(typeof(SampledByLoss), "sampledByLoss")]
[JsonDerivedType(typeof(ExpectedLossAtLeast), "expectedLossAtLeast")]
[JsonDerivedType(typeof(VerdictIs), "verdictIs")]
[JsonDerivedType(typeof(VisitsAtLeast), "visitsAtLeast")]
[JsonDerivedType(typeof(All), "all")]
[JsonDerivedType(typeof(Any), "any")]
[JsonDerivedType(typeof(Not), "not")]
public abstract record Condition
{
    public const int DepthMax = 6;

    public abstract bool Holds(ItemFacts facts);

    /// <summary>What it saw, for the record of the decision.</summary>
    public abstract IEnumerable<Observation> Observe(ItemFacts facts);

    /// <summary>What it wants to know beyond posteriors and counts.</summary>
    [JsonIgnore]
    public virtual FactKinds Needs => FactKinds.None;

    /// <summary>
    /// Whether it can only hold by a skip or by waiting. It is then tried at once, even while judgements that were
    /// asked for are out: an item that everybody skips would otherwise wait for them for ever.
    /// </summary>
    [JsonIgnore]
    public virtual bool IsAtOnce => false;

    [JsonIgnore]
    internal virtual int Depth => 1;

    /// <returns>Each thing that is wrong with it, as the end of a sentence about its transition.</returns>
    internal abstract IEnumerable<string> Problems(ConditionContext context);
}

/// <summary>Every one holds.</summary>
public sealed record All(IReadOnlyList<Condition> Of) : Condition
{
    public override FactKinds Needs => Of.Aggregate(FactKinds.None, (all, one) => all | one.Needs);
    public override bool IsAtOnce => Of.Any(one => one.IsAtOnce);
    internal override int Depth => 1 + Of.Select(one => one.Depth).DefaultIfEmpty().Max();

    public override bool Holds(ItemFacts facts) => Of.All(one => one.Holds(facts));

    public override IEnumerable<Observation> Observe(ItemFacts facts) => Of.SelectMany(one => one.Observe(facts));

    internal override IEnumerable<string> Problems(ConditionContext context)
        => Of.Count == 0 ? ["has an 'all' of nothing"] : Of.SelectMany(one => one.Problems(context));
}

/// <summary>At least one holds.</summary>
public sealed record Any(IReadOnlyList<Condition> Of) : Condition
{
    public override FactKinds Needs => Of.Aggregate(FactKinds.None, (all, one) => all | one.Needs);
    public override bool IsAtOnce => Of.Count > 0 && Of.All(one => one.IsAtOnce);
    internal override int Depth => 1 + Of.Select(one => one.Depth).DefaultIfEmpty().Max();

    public override bool Holds(ItemFacts facts) => Of.Any(one => one.Holds(facts));

    public override IEnumerable<Observation> Observe(ItemFacts facts) => Of.SelectMany(one => one.Observe(facts));

    internal override IEnumerable<string> Problems(ConditionContext context)
        => Of.Count == 0 ? ["has an 'any' of nothing"] : Of.SelectMany(one => one.Problems(context));
}

/// <summary>It does not hold.</summary>
public sealed record Not(Condition Of) : Condition
{
    public override FactKinds Needs => Of.Needs;
    internal override int Depth => 1 + Of.Depth;

    public override bool Holds(ItemFacts facts) => !Of.Holds(facts);

    public override IEnumerable<Observation> Observe(ItemFacts facts) => Of.Observe(facts);

    internal override IEnumerable<string> Problems(ConditionContext context) => Of.Problems(context);
}

/// <summary>The item is gold: its answer is known.</summary>
public sealed record IsGold : Condition
{
    public override bool Holds(ItemFacts facts) => facts.Origin.IsGold;

    public override IEnumerable<Observation> Observe(ItemFacts facts)
        => [new("isGold", null, facts.Origin.IsGold ? 1 : 0)];

    internal override IEnumerable<string> Problems(ConditionContext context) => [];
}

/// <summary>Drawn by chance, the same for an item whenever it is asked.</summary>
/// <param name="Share">More than 0, at most 1.</param>
/// <param name="Name">Draws of the same name draw the same items.</param>
public sealed record Sampled(double Share, string Name = "sample") : Condition
{
    public override bool Holds(ItemFacts facts) => DrawOf(facts, Name) < Share;

    public override IEnumerable<Observation> Observe(ItemFacts facts) => [new("sampled", Name, DrawOf(facts, Name))];

    internal override IEnumerable<string> Problems(ConditionContext context)
        => Share is > 0 and <= 1 ? [] : [$"samples a share of {Share:0.###}; a share is more than 0 and at most 1"];

    internal static double DrawOf(ItemFacts facts, string name)
        => RandomShares.Draw(facts.Origin.Seed, $"workflow {name}", facts.Origin.ExternalId);
}
