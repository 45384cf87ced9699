namespace ActiveLabel.Domain.Workflows;

/// <summary>
/// The part of the check that sees to it that no item ends without an answer: where no worker has come to an item yet,
/// a machine step may end it only by a prediction.
/// </summary>
internal static class MachineCheck
{
    public static IEnumerable<WorkflowProblem> Check(Workflow workflow)
        => BeforePeople(workflow).SelectMany(step => step.Transitions
            .Select((transition, index) => (transition, number: index + 1))
            .Where(way => workflow.Find(way.transition.To)?.Kind == StepKind.Done && !Answers(way.transition.When))
            .Select(way => StepCheck.Problem(
                step,
                "ENDS_WITHOUT_ANSWER",
                $"ends items that nobody has answered by its transition {way.number}; give it a condition "
                    + "predictionTrusted or predictionAtLeast, or lead it to a step where workers are asked")));

    /// <summary>The machine steps to which an item comes from the start through machine steps alone.</summary>
    private static IEnumerable<Step> BeforePeople(Workflow workflow)
    {
        var (seen, next) = (new HashSet<string>(), new Stack<string>([workflow.Start]));
        while (next.TryPop(out var key))
            if (workflow.Find(key) is { Kind: StepKind.Machine } step && seen.Add(key))
            {
                yield return step;
                foreach (var transition in step.Transitions)
                    next.Push(transition.To);
            }
    }

    private static bool Answers(Condition? condition) => condition switch
    {
        PredictionAtLeast or PredictionTrusted or PosteriorAtLeast or AgreementAtLeast or AnswerIn
            or JudgementsAtLeast or IsGold => true,
        All all => all.Of.Any(Answers),
        Any any => any.Of.Count > 0 && any.Of.All(Answers),
        _ => false,
    };
}
