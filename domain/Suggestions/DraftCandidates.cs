using ActiveLabel.Domain.Items;
using ActiveLabel.Domain.Projects;
using ActiveLabel.Domain.Workflows;

namespace ActiveLabel.Domain.Suggestions;

/// <param name="Less">What it does less, in words.</param>
internal sealed record DraftCandidate(SuggestionKind Kind, Step Step, string Less, Workflow Draft);

/// <summary>Workflows that do a little less than the one in force.</summary>
internal static class DraftCandidates
{
    public const double SampleShare = 0.1;

    private const int CandidatesMax = 20;

    /// <returns>Those that are sound.</returns>
    public static IReadOnlyList<DraftCandidate> Of(Workflow workflow, LabelSchema schema, ProjectSettings settings)
        => [.. workflow.Steps.SelectMany(step => Of(workflow, step, settings))
            .Where(candidate => WorkflowCheck.Check(candidate.Draft, schema).Count == 0).Take(CandidatesMax)];

    private static IEnumerable<DraftCandidate> Of(Workflow workflow, Step step, ProjectSettings settings)
    {
        if (step.Kind == StepKind.Review && SampledBefore(workflow, step) is { } sampled)
            yield return new(SuggestionKind.SampleReview, step, $"sample it at {SampleShare:P0}", sampled);
        // Where the step takes its numbers from the settings, a number of its own would bind the control arm, too.
        if (step.Kind != StepKind.Label
            || (step.JudgementsMax is null && settings.ControlJudgements != settings.JudgementsMax))
            yield break;
        var (min, max) = JudgementRange.Of(step, Arm.Ranked, settings);
        if (min > 1)
            yield return new(
                SuggestionKind.FewerJudgements, step, $"ask for {min - 1} at first in place of {min}",
                Replace(workflow, step with { JudgementsMin = min - 1, JudgementsMax = max }));
        if (max > min)
            yield return new(
                SuggestionKind.LowerMaximum, step, $"ask for {max - 1} at the most in place of {max}",
                Replace(workflow, step with { JudgementsMin = min, JudgementsMax = max - 1 }));
    }

    /// <summary>
    /// A step of the model's kind before the review lets a sample through to it, and the rest go where they would go
    /// when they are accepted. Conditions of the steps before stay as they are.
    /// </summary>
    /// <returns>Null where everything that leaves the review comes back to it.</returns>
    private static Workflow? SampledBefore(Workflow workflow, Step review)
    {
        var accepted = review.Transitions.FirstOrDefault(
            transition => transition.When is VerdictIs { Verdicts: var verdicts }
                && verdicts.Contains(Verdict.Accepted))
            ?? (review.Transitions.Count > 0 ? review.Transitions[^1] : null);
        var key = $"sample-{review.Key}";
        if (accepted is null || accepted.To == review.Key || key.Length > Step.KeyLengthMax
            || workflow.Steps.Count >= Workflow.StepsMax || workflow.Find(key) is not null)
            return null;
        var gate = new Step(
            key, StepKind.Machine, [new(review.Key, new Sampled(SampleShare, key)), new(accepted.To)]);
        return new(
            workflow.Start == review.Key ? key : workflow.Start,
            [.. workflow.Steps.SelectMany(step => step.Key == review.Key
                ? new[] { gate, step }
                : [step with
                {
                    Transitions = [.. step.Transitions.Select(transition
                        => transition.To == review.Key ? transition with { To = key } : transition)],
                }])]);
    }

    private static Workflow Replace(Workflow workflow, Step changed) => workflow with
    {
        Steps = [.. workflow.Steps.Select(step => step.Key == changed.Key ? changed : step)],
    };
}
