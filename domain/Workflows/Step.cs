using ActiveLabel.Domain.Workers;

namespace ActiveLabel.Domain.Workflows;

/// <summary>What is done with an item in a step.</summary>
public enum StepKind
{
    /// <summary>
    /// The model's prediction decides, as far as the conditions trust it. Nobody waits here: without a prediction an
    /// item goes on, and the step is asked again once there is one, until a worker begins with the item.
    /// </summary>
    Machine = 0,

    /// <summary>Workers judge the item.</summary>
    Label = 1,

    /// <summary>One worker accepts, corrects or rejects what the others said.</summary>
    Review = 2,

    /// <summary>An expert sees all judgements, without their authors, and decides.</summary>
    Adjudicate = 3,

    /// <summary>Somebody who leads the project has to look at the item.</summary>
    Exception = 4,

    /// <summary>The item wants nothing more.</summary>
    Done = 5,
}

/// <summary>One operation on an item, and where it goes from there.</summary>
/// <param name="Key">Stable name, unique in the workflow; 1 to 100 characters.</param>
/// <param name="Transitions">
/// In the order in which they are tried; the last one has no condition. Those with conditions are tried when the
/// judgements that were asked for are in, the last one when no more may be asked for.
/// </param>
/// <param name="JudgementsMin">Label only: asked for at first; null as the project's settings have it.</param>
/// <param name="JudgementsMax">Label only: the most; null as the project's settings have it.</param>
/// <param name="Requirement">What a worker needs; null for every member of the project.</param>
/// <param name="IsExclusive">Whether nobody works in it who worked on the item in another task before.</param>
/// <param name="CostPerJudgement">What a judgement costs, in the project's currency.</param>
/// <param name="Bound">How often an item may come; null without a limit.</param>
/// <param name="Sla">How long an item may stay; null without a limit.</param>
public sealed record Step(
    string Key,
    StepKind Kind,
    IReadOnlyList<Transition> Transitions,
    int? JudgementsMin = null,
    int? JudgementsMax = null,
    WorkerRequirement? Requirement = null,
    bool IsExclusive = true,
    double CostPerJudgement = 1,
    VisitBound? Bound = null,
    Sla? Sla = null)
{
    public const int KeyLengthMax = 100;

    /// <summary>Whether workers find it in the queue.</summary>
    public bool HasTasks => Kind is StepKind.Label or StepKind.Review or StepKind.Adjudicate;

    /// <summary>Every step that an item can go to from here, bounds and timers included.</summary>
    internal IEnumerable<string> Targets()
        => Transitions.Select(transition => transition.To)
            .Concat(Sla is null ? [] : [Sla.Then])
            .Concat(Bound is null ? [] : [Bound.Then]);
}

/// <param name="To">Key of the step where the item goes.</param>
/// <param name="When">Null for always.</param>
public sealed record Transition(string To, Condition? When = null);

/// <summary>How often an item may come to a step.</summary>
/// <param name="Visits">1 to <see cref="VisitsMax"/>.</param>
/// <param name="Then">Key of the step where it goes instead after that.</param>
public sealed record VisitBound(int Visits, string Then)
{
    public const int VisitsMax = 20;
}

/// <summary>How long an item may stay in a step.</summary>
/// <param name="Seconds">60 to <see cref="SecondsMax"/>.</param>
/// <param name="Then">Key of the step where it goes after that.</param>
public sealed record Sla(long Seconds, string Then)
{
    public const long SecondsMin = 60;
    public const long SecondsMax = 366 * 86_400L;
}
