using ActiveLabel.Domain.Forecasting;
using ActiveLabel.Domain.Items;
using ActiveLabel.Domain.Metrics;
using ActiveLabel.Domain.Projects;
using ActiveLabel.Domain.Workflows;

namespace ActiveLabel.Api.Forecasting;

/// <summary>
/// A project's workflow as a forecast sees it: the steps that workers do, with what was recorded of them. Steps of the
/// model take no time; exceptions are taken to be resolved at once, as they were until now.
/// </summary>
internal sealed class WorkGraph
{
    private const int HopsMax = 10;

    private readonly Workflow _workflow;
    private readonly Project _project;
    private readonly Dictionary<string, MetricBucket> _transitions;
    private readonly Dictionary<string, MetricBucket> _sums;

    /// <param name="totals">Of all time, of steps and transitions.</param>
    public WorkGraph(Project project, Workflow workflow, IReadOnlyList<MetricBucket> totals)
    {
        (_project, _workflow) = (project, workflow);
        _transitions = totals.Where(bucket => bucket.Dimension == MetricDimension.Transition)
            .ToDictionary(bucket => bucket.Key, StringComparer.Ordinal);
        _sums = totals.Where(bucket => bucket.Dimension == MetricDimension.Step)
            .ToDictionary(bucket => bucket.Key, StringComparer.Ordinal);
        var first = UsualFrom(workflow.Start);
        Steps = [.. workflow.Steps.Where(step => step.HasTasks).OrderByDescending(step => step.Key == first)];
    }

    /// <summary>Those that workers do, the one first in which items begin.</summary>
    public IReadOnlyList<Step> Steps { get; }

    /// <returns>What a worker must bring, in words; null where everybody may.</returns>
    public static string? SkillOf(Step step)
        => step.Requirement is { IsForEverybody: false } requirement ? requirement.Describe() : null;

    /// <param name="other">What would be otherwise; null for nothing.</param>
    public IReadOnlyList<PlannedStep> PlannedSteps(WhatIf? other) => [.. Steps.Select(step =>
    {
        var (min, max) = RangeOf(step, other);
        return new PlannedStep(
            step.Key,
            SkillOf(step),
            min,
            max,
            step.CostPerJudgement,
            step.Transitions.Count == 0 ? null : UsualFrom(step.Transitions[^1].To));
    })];

    /// <param name="chanceOfMore">By step: how often one more would be asked for; left out: as recorded.</param>
    public IReadOnlyList<RedundancyCount> Redundancy(
        WhatIf? other, IReadOnlyDictionary<string, (long Asked, long Decided)> chanceOfMore)
        => [.. Steps.Where(step => step.Kind == StepKind.Label).Select(step =>
        {
            var sum = _sums.GetValueOrDefault(step.Key);
            var (asked, decided) = chanceOfMore.TryGetValue(step.Key, out var known)
                ? known
                : (sum?.AskedMore ?? 0, sum?.Decided ?? 0);
            // An item of the control arm asks for all its judgements at once: as if it were asked each time.
            var all = JudgementRange.Of(step, Arm.Control, _project.Settings).Max;
            var more = Math.Max(0, all - RangeOf(step, other).Min);
            var control = (long)Math.Round((sum?.Finished ?? 0) * _project.Settings.Shares.Control * more);
            return new RedundancyCount(step.Key, asked + control, decided + control);
        })];

    /// <summary>Where items went from each step, as far as that was recorded.</summary>
    public IReadOnlyList<OutcomeCount> Outcomes()
        => [.. Steps.SelectMany(step => OutcomesOf(step.Key, HopsMax)
            .GroupBy(outcome => outcome.Next)
            .Select(same => new OutcomeCount(
                step.Key, same.Key, (long)Math.Round(same.Sum(outcome => outcome.Count)))))];

    private (int Min, int Max) RangeOf(Step step, WhatIf? other)
    {
        var range = JudgementRange.Of(step, Arm.Ranked, _project.Settings);
        if (step.Kind != StepKind.Label)
            return (range.Min, range.Max);
        var min = other?.JudgementsMin ?? range.Min;
        var max = Math.Max(min, other?.JudgementsMax ?? range.Max);
        return (min, Math.Max(max, other?.JudgementsMax is null
            ? JudgementRange.Of(step, Arm.Control, _project.Settings).Max
            : max));
    }

    private IEnumerable<(string? Next, double Count)> OutcomesOf(string from, int hops)
    {
        foreach (var to in _workflow.Steps.Select(step => step.Key).Append(""))
        {
            if (!_transitions.TryGetValue(MetricBucket.TransitionOf(from, to), out var seen))
                continue;
            if (to.Length == 0 || _workflow[to].Kind == StepKind.Done)
                yield return (null, seen.Finished);
            else if (_workflow[to].HasTasks)
                yield return (to, seen.Finished);
            else
                foreach (var (next, share) in SharesFrom(to, hops - 1))
                    yield return (next, seen.Finished * share);
        }
    }

    // Beyond a step that no worker does: as it went on from there until now.
    private List<(string? Next, double Share)> SharesFrom(string step, int hops)
    {
        var seen = hops > 0 ? OutcomesOf(step, hops).ToList() : [];
        var all = seen.Sum(outcome => outcome.Count);
        return all > 0
            ? seen.ConvertAll(outcome => (outcome.Next, outcome.Count / all))
            : [(UsualFrom(step), 1)];
    }

    /// <returns>The step that workers do in which an item arrives that is sent there; null where it is done.</returns>
    private string? UsualFrom(string key)
    {
        for (var hops = 0; hops < HopsMax; hops++)
        {
            var step = _workflow[key];
            if (step.HasTasks)
                return key;
            if (step.Transitions.Count == 0)
                return null;
            key = step.Transitions[^1].To;
        }
        return null;
    }
}
