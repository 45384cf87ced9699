using ActiveLabel.Domain.Items;
using ActiveLabel.Domain.Tasks;

namespace ActiveLabel.Domain.Workflows;

/// <summary>What is to happen with an item.</summary>
public enum RouteAction
{
    /// <summary>It stays as it is.</summary>
    Stay = 0,

    /// <summary>It stays, and one more judgement is asked for.</summary>
    AskAnother = 1,

    /// <summary>It goes to another step, or to the same one again.</summary>
    Move = 2,
}

/// <summary>Why.</summary>
public enum RouteCause
{
    /// <summary>Judgements that were asked for are out.</summary>
    Waits = 0,

    /// <summary>No condition holds, and the step allows another judgement.</summary>
    Undecided = 1,

    /// <summary>The condition of a transition holds.</summary>
    ConditionHolds = 2,

    /// <summary>No condition holds, and no more judgements are allowed.</summary>
    Otherwise = 3,

    /// <summary>It stayed for longer than the step allows.</summary>
    Overdue = 4,

    /// <summary>Somebody sent it.</summary>
    Sent = 5,

    /// <summary>It came in.</summary>
    Imported = 6,

    /// <summary>Another version of the workflow was published.</summary>
    Migrated = 7,

    /// <summary>It is where it should be.</summary>
    Ended = 8,

    /// <summary>Judgements of it were set aside, or count again.</summary>
    Recounted = 9,

    /// <summary>No condition holds, and another judgement would avoid too few errors for what it costs.</summary>
    NotWorthMore = 10,

    /// <summary>No condition holds, and a review avoids more errors for what it costs than another judgement.</summary>
    ReviewWorthMore = 11,

    /// <summary>A model has scored it since, and nobody had begun with it.</summary>
    Predicted = 12,
}

/// <param name="From">Key of the step it was in; null where it was in none.</param>
/// <param name="Transition">Place of the transition in its step, from 0; null where it was none.</param>
/// <param name="Observed">What the condition saw.</param>
/// <param name="PassedOver">Steps it could not go to, having been there as often as it may.</param>
public sealed record RouteReason(
    RouteCause Cause,
    string? From,
    int? Transition = null,
    IReadOnlyList<Observation>? Observed = null,
    IReadOnlyList<string>? PassedOver = null);

/// <param name="To">Key of the step it goes to; null where it stays.</param>
public sealed record RouteDecision(RouteAction Action, RouteReason Reason, string? To = null);

/// <summary>
/// Decides from facts alone where an item goes: the same facts, the same decision, live and in a simulation.
/// </summary>
public static class Router
{
    /// <param name="workflow">Checked.</param>
    public static RouteDecision Decide(Workflow workflow, ItemFacts facts)
    {
        ArgumentNullException.ThrowIfNull(workflow);
        ArgumentNullException.ThrowIfNull(facts);
        var step = workflow[facts.Progress.Step];
        if (step.Kind == StepKind.Done)
            return new(RouteAction.Stay, new(RouteCause.Ended, step.Key));
        if (step.Kind == StepKind.Machine && facts.Origin.Arm != Arm.Ranked)
            facts = facts.WithoutPredictions();

        var isComplete = facts.Progress.Judgements >= facts.Progress.Asked;
        if (FindHolding(step, facts, isComplete) is { } holding)
            return MoveTo(workflow, facts, holding, RouteCause.ConditionHolds);
        if (step.Sla is { } sla && facts.AgeInStep.TotalSeconds >= sla.Seconds)
            return Move(workflow, facts, sla.Then, new(RouteCause.Overdue, step.Key, Observed: [AgeOf(facts)]));
        if (!isComplete)
            return new(RouteAction.Stay, new(RouteCause.Waits, step.Key));

        return facts.Progress.Judgements < JudgementRange.Of(step, facts.Origin.Arm, facts.Settings).Max
            ? AskAnother(workflow, step, facts)
            : MoveTo(workflow, facts, step.Transitions.Count - 1, RouteCause.Otherwise);
    }

    // Another judgement is allowed; whether it is worth its cost is another question.
    private static RouteDecision AskAnother(Workflow workflow, Step step, ItemFacts facts)
    {
        var observed = ObservedBy(step, facts);
        var decided = StepRedundancy.Decide(workflow, step, facts);
        if (decided is not null)
            observed.AddRange(
            [
                new("valuePerCost", null, decided.ValuePerCost), new("pricePerCost", null, decided.PricePerCost),
            ]);
        return decided is null or { Action: RedundancyAction.OneMore }
            ? new(RouteAction.AskAnother, new(RouteCause.Undecided, step.Key, Observed: observed))
            : Move(
                workflow,
                facts,
                step.Transitions[^1].To,
                new(
                    decided.Action == RedundancyAction.Review ? RouteCause.ReviewWorthMore : RouteCause.NotWorthMore,
                    step.Key,
                    step.Transitions.Count - 1,
                    observed));
    }

    // An item that has been in a step as often as it may goes on to where the bound says.
    private static (string Step, IReadOnlyList<string> PassedOver) Resolve(
        Workflow workflow, IReadOnlyDictionary<string, int> visits, string wanted)
    {
        var passedOver = new List<string>();
        while (workflow[wanted].Bound is { } bound && visits.GetValueOrDefault(wanted) >= bound.Visits
            && passedOver.Count < workflow.Steps.Count)
        {
            passedOver.Add(wanted);
            wanted = bound.Then;
        }
        return (wanted, passedOver);
    }

    private static int? FindHolding(Step step, ItemFacts facts, bool isComplete)
    {
        for (var index = 0; index < step.Transitions.Count; index++)
            if (step.Transitions[index].When is { } when && (isComplete || when.IsAtOnce) && when.Holds(facts))
                return index;
        return null;
    }

    private static RouteDecision MoveTo(Workflow workflow, ItemFacts facts, int index, RouteCause cause)
    {
        var step = workflow[facts.Progress.Step];
        var transition = step.Transitions[index];
        var observed = transition.When?.Observe(facts).ToList() ?? ObservedBy(step, facts);
        return Move(workflow, facts, transition.To, new(cause, step.Key, index, observed));
    }

    private static RouteDecision Move(Workflow workflow, ItemFacts facts, string wanted, RouteReason reason)
    {
        var (step, passedOver) = Resolve(workflow, facts.Progress.Visits, wanted);
        return new(RouteAction.Move, passedOver.Count == 0 ? reason : reason with { PassedOver = passedOver }, step);
    }

    // Where nothing held, what was looked at says why not.
    private static List<Observation> ObservedBy(Step step, ItemFacts facts)
        => [.. step.Transitions.SelectMany(transition => transition.When?.Observe(facts) ?? []).Distinct()];

    private static Observation AgeOf(ItemFacts facts)
        => new("ageSeconds", facts.Progress.Step, facts.AgeInStep.TotalSeconds);
}
