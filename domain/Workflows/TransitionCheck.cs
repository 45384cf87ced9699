using ActiveLabel.Domain.Projects;

namespace ActiveLabel.Domain.Workflows;

/// <summary>The part of the check that looks at the ways out of a step.</summary>
internal static class TransitionCheck
{
    public static IEnumerable<WorkflowProblem> Check(Workflow workflow, Step step, LabelSchema schema)
    {
        if (step.Kind == StepKind.Done)
            return step.Transitions.Count == 0
                ? []
                : [StepCheck.Problem(step, "DONE_GOES_ON", "is a DONE step and leads on; take its transitions away")];
        if (step.Transitions.Count == 0)
            return [StepCheck.Problem(step, "DEAD_END", "is a dead end: no transition leads out of it")];
        if (step.Transitions.Count > Workflow.TransitionsMax)
            return [StepCheck.Problem(
                step,
                "TOO_MANY_TRANSITIONS",
                $"has {step.Transitions.Count} transitions; {Workflow.TransitionsMax} are the most")];
        return CheckOrder(step).Concat(step.Transitions.SelectMany(
            (transition, index) => CheckOne(workflow, step, transition, index + 1, schema)));
    }

    private static IEnumerable<WorkflowProblem> CheckOrder(Step step)
    {
        if (step.Transitions[^1].When is not null)
            yield return StepCheck.Problem(
                step, "NO_OTHERWISE", "can be stuck: its last transition has a condition; add one without");
        for (var index = 1; index < step.Transitions.Count; index++)
            if (FindShadow(step, index) is { } shadow)
                yield return StepCheck.Problem(
                    step,
                    "SHADOWED",
                    $"has a transition {index + 1} that is never taken, because transition {shadow + 1} always comes "
                        + "before it");
    }

    // What comes after an unconditional transition is never reached, nor what asks again for what held already.
    private static int? FindShadow(Step step, int index)
    {
        var condition = Text(step.Transitions[index].When);
        for (var earlier = 0; earlier < index; earlier++)
            if (step.Transitions[earlier].When is null || Text(step.Transitions[earlier].When) == condition
                || Covers(step.Transitions[earlier].When, step.Transitions[index].When))
                return earlier;
        return null;
    }

    private static bool Covers(Condition? earlier, Condition? later) => (earlier, later) switch
    {
        (PosteriorAtLeast { Threshold: { } low } a, PosteriorAtLeast { Threshold: { } high } b)
            => a.Question == b.Question && low <= high,
        (PosteriorBelow { Threshold: { } high } a, PosteriorBelow { Threshold: { } low } b)
            => a.Question == b.Question && low <= high,
        (AgreementAtLeast a, AgreementAtLeast b) => a.Question == b.Question && a.Share <= b.Share,
        (PredictionAtLeast a, PredictionAtLeast b) => a.Question == b.Question && a.Threshold <= b.Threshold,
        (JudgementsAtLeast a, JudgementsAtLeast b) => a.Count <= b.Count,
        (SkippedBy a, SkippedBy b) => a.Workers <= b.Workers,
        (OlderThan a, OlderThan b) => a.Seconds <= b.Seconds,
        (CostAtLeast a, CostAtLeast b) => a.Amount <= b.Amount,
        (Any a, { } b) => a.Of.Any(one => Text(one) == Text(b) || Covers(one, b)),
        ({ } a, All b) => b.Of.Any(one => Text(one) == Text(a) || Covers(a, one)),
        _ => false,
    };

    private static string Text(Condition? condition) => condition is null ? "" : WorkflowJson.Write(condition);

    private static IEnumerable<WorkflowProblem> CheckOne(
        Workflow workflow, Step step, Transition transition, int number, LabelSchema schema)
    {
        if (workflow.Find(transition.To) is null)
            yield return StepCheck.Problem(
                step, "UNKNOWN_STEP", $"has a transition {number} to '{transition.To}', which is no step");
        if (transition.When is not { } when)
            yield break;
        if (when.Depth > Condition.DepthMax)
            yield return StepCheck.Problem(
                step,
                "CONDITION_DEPTH",
                $"has a transition {number} whose conditions are nested deeper than {Condition.DepthMax}");
        else
            foreach (var problem in when.Problems(new(workflow, step, schema)).Distinct())
                yield return StepCheck.Problem(step, "CONDITION", $"has a transition {number} that {problem}");
    }
}
