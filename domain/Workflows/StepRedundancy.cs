using ActiveLabel.Domain.Tasks;

namespace ActiveLabel.Domain.Workflows;

/// <summary>
/// Whether one more judgement of an item in a step is worth its cost: <see cref="RedundancyPolicy"/>, with what the
/// workflow says of the step. It only looks at steps that wait for a posterior of the leading question: where a
/// workflow asks for votes or counts, it gets them.
/// </summary>
internal static class StepRedundancy
{
    /// <returns>Null where the step waits for no posterior, or it is not known what a judgement gains.</returns>
    public static RedundancyDecision? Decide(Workflow workflow, Step step, ItemFacts facts)
    {
        var (question, belief) = facts.On(null);
        var targets = step.Transitions.Select(transition => transition.When).OfType<PosteriorAtLeast>()
            .Where(wanted => wanted.Question is null || wanted.Question == question.Key)
            .Select(wanted => wanted.Threshold ?? question.TargetConfidence).ToList();
        if (targets.Count == 0 || belief.Gains is not { } gains || step.CostPerJudgement <= 0)
            return null;
        var range = JudgementRange.Of(step, facts.Origin.Arm, facts.Settings);
        var policy = new RedundancyPolicy(
            targets.Max(), range.Min, range.Max, step.CostPerJudgement, ReviewCostAfter(workflow, step));
        var decided = policy.Decide(belief.Confidence, facts.Progress.Judgements, gains);
        // That the posterior is high enough is for the step's conditions to say, which look at more than this.
        return decided.Reason == RedundancyReason.Confident ? null : decided;
    }

    // Where both cost the same nobody has said what a review costs: the judgements that are allowed come first.
    private static double? ReviewCostAfter(Workflow workflow, Step step)
        => workflow[step.Transitions[^1].To] is { Kind: StepKind.Review, CostPerJudgement: > 0 and var cost }
            && cost != step.CostPerJudgement
            ? cost
            : null;
}
