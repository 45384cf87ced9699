using ActiveLabel.Domain.Projects;

namespace ActiveLabel.Domain.Workflows;

/// <summary>The part of the check that looks at one step by itself.</summary>
internal static class StepCheck
{
    public static IEnumerable<WorkflowProblem> Check(Workflow workflow, Step step)
        => CheckJudgements(step).Concat(CheckWorkers(step)).Concat(CheckBound(workflow, step))
            .Concat(CheckSla(workflow, step));

    private static IEnumerable<WorkflowProblem> CheckJudgements(Step step)
    {
        var says = step.JudgementsMin is not null || step.JudgementsMax is not null;
        if (says && step.Kind != StepKind.Label)
            yield return Problem(
                step,
                "JUDGEMENTS_NOT_COUNTED",
                $"is of the kind {step.Kind}, which has no number of judgements; leave it out");
        else if (step.JudgementsMin is < 1 or > ProjectSettings.JudgementsLimit
            || step.JudgementsMax is < 1 or > ProjectSettings.JudgementsLimit)
            yield return Problem(
                step,
                "JUDGEMENTS_RANGE",
                $"asks for a number of judgements that is not 1 to {ProjectSettings.JudgementsLimit}");
        else if (step.JudgementsMin is not null && step.JudgementsMax is null)
            yield return Problem(
                step, "JUDGEMENTS_MAX_MISSING", "says the least number of judgements and not the most");
        else if (step.JudgementsMin > step.JudgementsMax)
            yield return Problem(
                step,
                "JUDGEMENTS_ORDER",
                $"asks for at least {step.JudgementsMin} judgements and for at most {step.JudgementsMax}");
    }

    private static IEnumerable<WorkflowProblem> CheckWorkers(Step step)
    {
        if (step.Requirement is not null && !step.HasTasks)
            yield return Problem(
                step,
                "REQUIREMENT_WITHOUT_TASK",
                $"is of the kind {step.Kind}, in which no worker takes part; it requires nothing");
        else if (step.Requirement?.Validate() is { } problem)
            yield return Problem(
                step, "REQUIREMENT", $"has a requirement that is not as it must be: {problem.TrimEnd('.')}");
        if (!step.IsExclusive && (step.Kind is StepKind.Review or StepKind.Adjudicate))
            yield return Problem(
                step, "REVIEWS_ITSELF", "lets workers decide about their own judgements; make it exclusive");
        if (step.CostPerJudgement is not (>= 0 and <= 1e6))
            yield return Problem(step, "COST_RANGE", "has a cost per judgement that is not 0 to 1,000,000");
    }

    private static IEnumerable<WorkflowProblem> CheckBound(Workflow workflow, Step step)
    {
        if (step.Bound is not { } bound)
            yield break;
        if (step.Kind == StepKind.Done)
            yield return Problem(step, "BOUND_ON_DONE", "is a DONE step; how often items are finished has no bound");
        if (bound.Visits is < 1 or > VisitBound.VisitsMax)
            yield return Problem(
                step,
                "BOUND_RANGE",
                $"may be visited {bound.Visits} times; bound the visits by 1 to {VisitBound.VisitsMax}");
        if (bound.Then == step.Key)
            yield return Problem(step, "BOUND_TO_ITSELF", "leads to itself when it may not be visited any more");
        else if (workflow.Find(bound.Then) is null)
            yield return Problem(
                step, "UNKNOWN_STEP", $"leads to '{bound.Then}' when it may not be visited any more, which is no step");
    }

    private static IEnumerable<WorkflowProblem> CheckSla(Workflow workflow, Step step)
    {
        if (step.Sla is not { } sla)
            yield break;
        if (step.Kind is StepKind.Done or StepKind.Machine)
            yield return Problem(
                step, "SLA_WITHOUT_WAITING", $"is of the kind {step.Kind}, in which no item waits; it has no SLA");
        if (sla.Seconds is < Sla.SecondsMin or > Sla.SecondsMax)
            yield return Problem(
                step,
                "SLA_RANGE",
                $"has an SLA of {sla.Seconds} seconds; it lies between {Sla.SecondsMin} and {Sla.SecondsMax}");
        if (workflow.Find(sla.Then) is null)
            yield return Problem(step, "UNKNOWN_STEP", $"leads to '{sla.Then}' after its SLA, which is no step");
    }

    internal static WorkflowProblem Problem(Step step, string code, string what)
        => new(step.Key, code, $"Step '{step.Key}' {what}.");
}
