using ActiveLabel.Domain.Items;
using ActiveLabel.Domain.Projects;

namespace ActiveLabel.Domain.Workflows;

/// <summary>The way of an item from its import to its end, as data.</summary>
/// <param name="Start">Key of the step in which an item begins.</param>
/// <param name="Steps">At most <see cref="StepsMax"/>; their keys are unique.</param>
public sealed record Workflow(string Start, IReadOnlyList<Step> Steps)
{
    public const int StepsMax = 50;
    public const int TransitionsMax = 20;

    /// <summary>
    /// Every item is labeled until its consensus is as sure as its question wants it, or it has as many judgements as
    /// the project's settings allow.
    /// </summary>
    public static Workflow Default { get; } = new("label",
    [
        new("label", StepKind.Label, [new("done", new PosteriorAtLeast()), new("done")]),
        new("done", StepKind.Done, []),
    ]);

    public Step? Find(string key) => Steps.FirstOrDefault(step => step.Key == key);

    /// <exception cref="InvalidOperationException">The workflow has no such step.</exception>
    public Step this[string key]
        => Find(key) ?? throw new InvalidOperationException($"The workflow has no step '{key}'.");

    /// <summary>What its conditions want to know: the rest need not be read.</summary>
    public FactKinds Needs() => Steps
        .SelectMany(step => step.Transitions)
        .Select(transition => transition.When?.Needs ?? FactKinds.None)
        .Aggregate(FactKinds.None, (all, some) => all | some);
}

/// <summary>Facts of an item that cost a look at further tables.</summary>
[Flags]
public enum FactKinds
{
    None = 0,
    Votes = 1,
    Prediction = 2,
    Attributes = 4,
    Skips = 8,
}

/// <summary>How many judgements a step asks for.</summary>
/// <param name="Min">Asked for before anything is decided.</param>
/// <param name="Max">The most, while no condition holds.</param>
public readonly record struct JudgementRange(int Min, int Max)
{
    /// <summary>
    /// The control arm always gets its full number, so that what is measured on it does not depend on who judged first.
    /// </summary>
    public static JudgementRange Of(Step step, Arm arm, ProjectSettings settings)
    {
        ArgumentNullException.ThrowIfNull(step);
        ArgumentNullException.ThrowIfNull(settings);
        if (step.Kind is StepKind.Review or StepKind.Adjudicate or StepKind.Exception)
            return new(1, 1);
        if (step.Kind != StepKind.Label)
            return new(0, 0);
        var max = step.JudgementsMax
            ?? (arm == Arm.Control ? settings.ControlJudgements : settings.JudgementsMax);
        return arm == Arm.Control
            ? new(max, max)
            : new(Math.Min(step.JudgementsMin ?? settings.JudgementsMin, max), max);
    }
}
