namespace ActiveLabel.Domain.Tasks;

/// <summary>What is best done next with the money that labeling an item costs.</summary>
public enum RedundancyAction
{
    /// <summary>Ask for one more judgement of this item.</summary>
    OneMore = 0,

    /// <summary>Let a reviewer decide this item.</summary>
    Review = 1,

    /// <summary>Leave this item for now: a judgement of a new one is worth more.</summary>
    NewItem = 2,

    /// <summary>Leave this item as it is.</summary>
    Stop = 3,
}

/// <summary>Why.</summary>
public enum RedundancyReason
{
    /// <summary>The item has fewer judgements than the project asks for at least.</summary>
    BelowMinimum = 0,

    /// <summary>The consensus is as sure as the question wants.</summary>
    Confident = 1,

    /// <summary>The item has all the judgements that the project allows.</summary>
    CapReached = 2,

    /// <summary>What is left of the budget does not pay for another judgement or review.</summary>
    BudgetSpent = 3,

    /// <summary>Of all there is to do, this avoids the most errors for its cost.</summary>
    BestValue = 4,

    /// <summary>Nothing that could be done avoids enough errors for its cost.</summary>
    NotWorthIt = 5,
}

/// <summary>A decision and what it rests on, to be recorded.</summary>
/// <param name="Confidence">Posterior of the consensus, 0 to 1.</param>
/// <param name="ValuePerCost">Expected errors avoided for each unit of cost by the action; 0 for a stop.</param>
/// <param name="PricePerCost">What had to be reached.</param>
public sealed record RedundancyDecision(
    RedundancyAction Action, RedundancyReason Reason, double Confidence, double ValuePerCost, double PricePerCost);

/// <summary>
/// One policy for every item: one more opinion, review, a new item, or stop, by expected value for each unit of cost.
/// </summary>
/// <param name="TargetConfidence">The risk that is declared acceptable is 1 less this; 0 to 1.</param>
/// <param name="JudgementsMin">Judgements that every item gets.</param>
/// <param name="JudgementsMax">The most that an item gets.</param>
/// <param name="JudgementCost">In the unit of the budget; positive.</param>
/// <param name="ReviewCost">Null where there are no reviewers.</param>
/// <param name="ReviewAccuracy">How often a reviewer is right, 0 to 1.</param>
/// <param name="Patience">
/// How many judgements the acceptable risk may cost: what is done must avoid (1 - target) / patience errors for each
/// judgement's cost. Higher asks longer.
/// </param>
public sealed record RedundancyPolicy(
    double TargetConfidence,
    int JudgementsMin,
    int JudgementsMax,
    double JudgementCost = 1,
    double? ReviewCost = null,
    double ReviewAccuracy = 0.95,
    double Patience = 500)
{
    /// <param name="budgetLeft">Null where there is no limit.</param>
    /// <param name="newItemValue">
    /// Errors that a judgement of a new item is expected to avoid, for each unit of cost; 0 where there is no new item.
    /// </param>
    public RedundancyDecision Decide(ItemEvidence item, double? budgetLeft = null, double newItemValue = 0)
    {
        ArgumentNullException.ThrowIfNull(item);
        return Decide(
            item.Posterior.Max(), item.JudgementCount, item.GainsPerJudgement(), budgetLeft, newItemValue);
    }

    /// <summary>The same where it is known already what more judgements are worth.</summary>
    /// <param name="confidence">Posterior of the consensus, 0 to 1.</param>
    /// <param name="judgementCount">Judgements that the item has.</param>
    /// <param name="gains">Errors that each of 1, 2, 4 ... more is expected to avoid.</param>
    public RedundancyDecision Decide(
        double confidence,
        int judgementCount,
        IReadOnlyList<double> gains,
        double? budgetLeft = null,
        double newItemValue = 0)
    {
        var price = (1 - TargetConfidence) / Patience / JudgementCost;
        RedundancyDecision Because(RedundancyAction action, RedundancyReason reason, double value = 0)
            => new(action, reason, confidence, value, price);

        var canAsk = judgementCount < JudgementsMax && !(JudgementCost > budgetLeft);
        if (judgementCount < JudgementsMin && canAsk)
            return Because(RedundancyAction.OneMore, RedundancyReason.BelowMinimum);
        if (confidence >= TargetConfidence)
            return Because(RedundancyAction.Stop, RedundancyReason.Confident);

        var options = new List<(RedundancyAction Action, double Value)>();
        if (canAsk)
        {
            var left = JudgementsMax - judgementCount;
            if (budgetLeft is { } budget)
                left = (int)Math.Min(left, budget / JudgementCost);
            options.Add((RedundancyAction.OneMore, OpinionValue.Best(gains, left) / JudgementCost));
        }
        if (ReviewCost is { } cost && !(cost > budgetLeft))
            options.Add((RedundancyAction.Review, (ReviewAccuracy - confidence) / cost));
        if (newItemValue > 0 && !(JudgementCost > budgetLeft))
            options.Add((RedundancyAction.NewItem, newItemValue));
        if (options.Count == 0)
            return Because(
                RedundancyAction.Stop,
                judgementCount >= JudgementsMax ? RedundancyReason.CapReached : RedundancyReason.BudgetSpent);
        var best = options.MaxBy(option => option.Value);
        return best.Value >= price
            ? Because(best.Action, RedundancyReason.BestValue, best.Value)
            : Because(
                RedundancyAction.Stop,
                canAsk || ReviewCost is not null ? RedundancyReason.NotWorthIt : RedundancyReason.CapReached,
                Math.Max(0, best.Value));
    }
}
