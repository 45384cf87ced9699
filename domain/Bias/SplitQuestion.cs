using ActiveLabel.Domain.Items;
using ActiveLabel.Domain.Projects;
using ActiveLabel.Domain.Workflows;

namespace ActiveLabel.Domain.Bias;

/// <summary>
/// A workflow that asks about some items apart: they get a step of labeling of their own with one more judgement, which
/// may ask for other people and other instructions.
/// </summary>
public static class SplitQuestion
{
    /// <returns>Null where the workflow does not begin with labeling, or has parted these items already.</returns>
    public static Workflow? Draft(Workflow workflow, ProjectSettings settings, string attribute, string value)
    {
        ArgumentNullException.ThrowIfNull(workflow);
        ArgumentNullException.ThrowIfNull(settings);
        var (number, gate) = (1, "part-1");
        while (workflow.Find(gate) is not null)
            gate = $"part-{++number}";
        var parted = new AttributeIn(attribute, [value]);
        var start = workflow[workflow.Start];
        if (start.Kind == StepKind.Machine && start.Transitions.Any(
            transition => transition.When is AttributeIn { Values: var values } known
                && known.Name == attribute && values.Contains(value)))
            return null;
        var first = start.Kind == StepKind.Machine
            ? start.Transitions.Select(transition => workflow[transition.To])
                .FirstOrDefault(step => step.Kind == StepKind.Label)
            : start;
        if (first is not { Kind: StepKind.Label } || workflow.Steps.Count + 2 > Workflow.StepsMax)
            return null;
        var (min, max) = JudgementRange.Of(first, Arm.Ranked, settings);
        var apart = first with
        {
            Key = $"label-{gate}",
            JudgementsMin = Math.Min(min + 1, ProjectSettings.JudgementsLimit),
            JudgementsMax = Math.Min(Math.Max(max, min + 1), ProjectSettings.JudgementsLimit),
        };
        return new(
            gate,
            [
                new(gate, StepKind.Machine, [new(apart.Key, parted), new(workflow.Start)]),
                apart,
                .. workflow.Steps,
            ]);
    }
}
