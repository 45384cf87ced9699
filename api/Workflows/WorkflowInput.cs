using System.ComponentModel;
using ActiveLabel.Api.Workers;
using ActiveLabel.Domain.Workflows;

namespace ActiveLabel.Api.Workflows;

/// <summary>The way of an item from its import to its end.</summary>
/// <param name="Start">Key of the step in which an item begins.</param>
/// <param name="Steps">At most 50; their keys are unique.</param>
public sealed record WorkflowInput(string Start, IReadOnlyList<StepInput> Steps)
{
    internal Workflow ToWorkflow() => new(Start, [.. Steps.Select(step => step.ToStep())]);
}

/// <summary>One operation on an item, and where it goes from there.</summary>
/// <param name="Key">Stable name, unique in the workflow; 1 to 100 characters.</param>
/// <param name="Kind">What is done in it.</param>
/// <param name="Transitions">
/// In the order in which they are tried; the last one has no condition. Conditions are tried when the judgements that
/// were asked for are in; those that wait for skips or for time, always.
/// </param>
/// <param name="JudgementsMin">LABEL only: asked for at first; left out, as the project's settings have it.</param>
/// <param name="JudgementsMax">LABEL only: the most; left out, as the project's settings have it.</param>
/// <param name="Requirement">What a worker needs; left out, every member of the project may.</param>
/// <param name="IsExclusive">Whether nobody works in it who worked on the item in another task before.</param>
/// <param name="CostPerJudgement">What a judgement costs, in the project's currency.</param>
/// <param name="Bound">How often an item may come; left out, without a limit.</param>
/// <param name="Sla">How long an item may stay; left out, without a limit.</param>
public sealed record StepInput(
    string Key,
    StepKind Kind,
    IReadOnlyList<TransitionInput>? Transitions = null,
    int? JudgementsMin = null,
    int? JudgementsMax = null,
    WorkerRequirementInput? Requirement = null,
    [property: DefaultValue(true)] bool IsExclusive = true,
    [property: DefaultValue(1.0)] double CostPerJudgement = 1,
    VisitBoundInput? Bound = null,
    SlaInput? Sla = null)
{
    internal Step ToStep() => new(
        Key,
        Kind,
        [.. (Transitions ?? []).Select(transition => new Transition(transition.To, transition.When?.ToCondition()))],
        JudgementsMin,
        JudgementsMax,
        Requirement?.ToRequirement(),
        IsExclusive,
        CostPerJudgement,
        Bound is null ? null : new(Bound.Visits, Bound.Then),
        Sla is null ? null : new(Sla.Seconds, Sla.Then));
}

/// <summary>A way out of a step.</summary>
/// <param name="To">Key of the step where the item goes.</param>
/// <param name="When">Left out: always.</param>
public sealed record TransitionInput(string To, ConditionInput? When = null);

/// <summary>How often an item may come to a step.</summary>
/// <param name="Visits">1 to 20.</param>
/// <param name="Then">Key of the step where it goes instead after that.</param>
public sealed record VisitBoundInput(int Visits, string Then);

/// <summary>How long an item may stay in a step.</summary>
/// <param name="Seconds">60 to 31,622,400 (366 days).</param>
/// <param name="Then">Key of the step where it goes after that.</param>
public sealed record SlaInput(int Seconds, string Then);

/// <summary>Where items of a step go when a version comes into force.</summary>
/// <param name="From">Key of the step they are in.</param>
/// <param name="To">Key of the step they go to.</param>
public sealed record StepMoveInput(string From, string To)
{
    /// <returns>The last one counts where a step is named twice.</returns>
    internal static Dictionary<string, string> ToMoves(IReadOnlyList<StepMoveInput>? moves)
        => (moves ?? []).GroupBy(move => move.From).ToDictionary(same => same.Key, same => same.Last().To);
}
