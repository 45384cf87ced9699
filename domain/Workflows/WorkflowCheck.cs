using ActiveLabel.Domain.Projects;

namespace ActiveLabel.Domain.Workflows;

/// <summary>Something that keeps a workflow from being published.</summary>
/// <param name="Step">Key of the step; null where it is about the whole.</param>
/// <param name="Code">For programs; it stays as it is.</param>
/// <param name="Message">For people: what is wrong and what to do.</param>
public sealed record WorkflowProblem(string? Step, string Code, string Message);

/// <summary>What a condition is checked against.</summary>
internal sealed record ConditionContext(Workflow Workflow, Step Step, LabelSchema Schema)
{
    /// <param name="key">Null for the first question.</param>
    public Question? Find(string? key) => key is null ? Schema.Questions[0] : Schema.Find(key);
}

/// <summary>Refuses workflows in which an item could be lost, stuck or turn in circles.</summary>
public static class WorkflowCheck
{
    /// <returns>Everything that is wrong; nothing when the workflow can be published.</returns>
    public static IReadOnlyList<WorkflowProblem> Check(Workflow workflow, LabelSchema schema)
    {
        ArgumentNullException.ThrowIfNull(workflow);
        ArgumentNullException.ThrowIfNull(schema);
        if (CheckKeys(workflow) is { Count: > 0 } unnamed)
            return unnamed;
        var problems = workflow.Steps
            .SelectMany(step => StepCheck.Check(workflow, step).Concat(TransitionCheck.Check(workflow, step, schema)))
            .ToList();
        // Whether a way leads on can be asked when every way leads somewhere.
        return problems.Any(problem => problem.Code == "UNKNOWN_STEP") || workflow.Find(workflow.Start) is null
            ? [.. CheckStart(workflow), .. problems]
            : [.. CheckStart(workflow), .. problems, .. MachineCheck.Check(workflow), .. GraphCheck.Check(workflow)];
    }

    private static List<WorkflowProblem> CheckKeys(Workflow workflow)
    {
        var problems = new List<WorkflowProblem>();
        if (workflow.Steps.Count == 0)
            problems.Add(new(null, "NO_STEPS", "The workflow has no steps; it needs at least one and a DONE step."));
        if (workflow.Steps.Count > Workflow.StepsMax)
            problems.Add(new(
                null,
                "TOO_MANY_STEPS",
                $"The workflow has {workflow.Steps.Count} steps; {Workflow.StepsMax} are the most."));
        problems.AddRange(workflow.Steps
            .Where(step => string.IsNullOrWhiteSpace(step.Key) || step.Key.Length > Step.KeyLengthMax)
            .Select(step => new WorkflowProblem(
                step.Key, "BAD_KEY", $"The step key '{step.Key}' must have 1 to {Step.KeyLengthMax} characters.")));
        problems.AddRange(workflow.Steps.GroupBy(step => step.Key).Where(group => group.Count() > 1)
            .Select(group => new WorkflowProblem(
                group.Key, "DUPLICATE_KEY", $"There are {group.Count()} steps '{group.Key}'; step keys are unique.")));
        return problems;
    }

    private static IEnumerable<WorkflowProblem> CheckStart(Workflow workflow)
    {
        if (workflow.Steps.All(step => step.Kind != StepKind.Done))
            yield return new(null, "NO_DONE", "The workflow has no DONE step: no item would ever be finished.");
        var start = workflow.Find(workflow.Start);
        if (start is null)
            yield return new(
                workflow.Start,
                "UNKNOWN_START",
                $"The workflow starts at the step '{workflow.Start}', which there is not.");
        else if (start.Kind == StepKind.Done)
            yield return new(
                start.Key,
                "STARTS_DONE",
                $"The workflow starts at '{start.Key}', a DONE step: nothing would be labeled.");
    }
}
