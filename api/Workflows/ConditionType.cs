using ActiveLabel.Api.Security;
using ActiveLabel.Domain.Workflows;

namespace ActiveLabel.Api.Workflows;

/// <summary>Something that holds for an item or does not: its kind, and what the kind has to say.</summary>
[Allow(Audience.Staff)]
public sealed class ConditionType(Condition condition)
{
    /// <summary>Its name among the conditions that can be said.</summary>
    public string Is => char.ToLowerInvariant(condition.GetType().Name[0]) + condition.GetType().Name[1..];

    /// <summary>The question that it is about; null for the first one, and where it is about none.</summary>
    public string? Question => (condition as BeliefCondition)?.Question;

    /// <summary>The number that it compares with; null for the question's target, and where there is none.</summary>
    public double? Value => condition switch
    {
        PosteriorAtLeast at => at.Threshold,
        PosteriorBelow below => below.Threshold,
        AgreementAtLeast at => at.Share,
        PredictionAtLeast at => at.Threshold,
        JudgementsAtLeast at => at.Count,
        SkippedBy by => by.Workers,
        OlderThan than => than.Seconds,
        CostAtLeast at => at.Amount,
        Sampled sampled => sampled.Share,
        SampledByLoss sampled => sampled.LossForCertain,
        ExpectedLossAtLeast at => at.Loss,
        VisitsAtLeast at => at.Count,
        _ => null,
    };

    /// <summary>
    /// The ends of the range that it compares with, or the least share of a sample; null where there are none.
    /// </summary>
    public double? Min => condition switch
    {
        AttributeBetween between => between.Min,
        SampledByLoss sampled => sampled.ShareMin,
        _ => null,
    };

    /// <summary>The upper end of the range that it compares with; null where there is none.</summary>
    public double? Max => (condition as AttributeBetween)?.Max;

    /// <summary>The attribute, step or sample that it names; null where it names none.</summary>
    public string? Name => condition switch
    {
        AttributeIn attribute => attribute.Name,
        AttributeBetween attribute => attribute.Name,
        VisitsAtLeast visits => visits.Step,
        Sampled sampled => sampled.Name,
        SampledByLoss sampled => sampled.Name,
        _ => null,
    };

    /// <summary>The choices, values or verdicts that it compares with; none where there are none.</summary>
    public IReadOnlyList<string> OneOf => condition switch
    {
        AnswerIn answer => answer.Choices,
        AttributeIn attribute => attribute.Values,
        VerdictIs verdict => [.. verdict.Verdicts.Select(one => one.ToString())],
        _ => [],
    };

    /// <summary>What wrong answers cost; none where it is not about a loss.</summary>
    public IReadOnlyList<ChoiceCostType> Costs
        => [.. ((condition as LossCondition)?.Costs ?? []).Select(cost => new ChoiceCostType(cost.Choice, cost.Cost))];

    /// <summary>The conditions that it is put together from; none where it stands alone.</summary>
    public IReadOnlyList<ConditionType> Of => condition switch
    {
        All all => [.. all.Of.Select(one => new ConditionType(one))],
        Any any => [.. any.Of.Select(one => new ConditionType(one))],
        Not not => [new(not.Of)],
        _ => [],
    };
}

/// <summary>What it costs when the truth is this choice and the consensus is another.</summary>
/// <param name="Choice">Key of the choice.</param>
/// <param name="Cost">In the unit of the condition's other numbers.</param>
[Allow(Audience.Staff)]
public sealed record ChoiceCostType(string Choice, double Cost);
