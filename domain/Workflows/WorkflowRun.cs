using ActiveLabel.Domain.Projects;

namespace ActiveLabel.Domain.Workflows;

/// <summary>What can move an item.</summary>
public enum SignalKind
{
    /// <summary>It came in.</summary>
    Imported = 0,

    /// <summary>A worker judged it.</summary>
    Judged = 1,

    /// <summary>A worker skipped it.</summary>
    Skipped = 2,

    /// <summary>A reviewer, an adjudicator or the owner of an exception decided.</summary>
    Decided = 3,

    /// <summary>It has been in its step for as long as the step allows.</summary>
    Aged = 4,

    /// <summary>Somebody sent it to a step.</summary>
    Sent = 5,

    /// <summary>A new version of the workflow put it into a step.</summary>
    Migrated = 6,

    /// <summary>A model scored it, and nobody had begun with it.</summary>
    Predicted = 7,
}

/// <summary>Something that happened to an item, with what was believed of it afterwards: a recorded fact.</summary>
/// <param name="Beliefs">By question key.</param>
/// <param name="Verdict">Of a review; else null.</param>
/// <param name="To">Key of the step that it was sent to; else null.</param>
public sealed record ItemSignal(
    SignalKind Kind,
    DateTimeOffset At,
    IReadOnlyDictionary<string, QuestionBelief> Beliefs,
    Verdict? Verdict = null,
    string? To = null);

/// <summary>What an item's way depends on beside what happens to it.</summary>
public sealed record ItemContext(ItemOrigin Origin, LabelSchema Schema, ProjectSettings Settings);

/// <param name="Decisions">In their order; the last one says why it is where it is.</param>
public sealed record RunResult(ItemProgress Progress, IReadOnlyList<RouteDecision> Decisions)
{
    public bool HasMoved => Decisions.Any(decision => decision.Action == RouteAction.Move);
}

/// <summary>
/// Moves an item through its workflow, signal by signal: the engine of the server and of the simulation alike.
/// </summary>
public static class WorkflowRun
{
    // Machine steps decide at once; the checker knows that they do not turn in circles.
    private const int MovesMax = 2 * Workflow.StepsMax;

    /// <summary>Puts an item into the first step.</summary>
    public static RunResult Start(Workflow workflow, ItemContext context, ItemSignal imported)
    {
        ArgumentNullException.ThrowIfNull(workflow);
        ArgumentNullException.ThrowIfNull(imported);
        var nowhere = new ItemProgress("", imported.At, new Dictionary<string, int>());
        return Send(workflow, context, nowhere, imported with { To = workflow.Start }, RouteCause.Imported);
    }

    /// <summary>Counts the signal and moves the item as far as it goes.</summary>
    public static RunResult Apply(Workflow workflow, ItemContext context, ItemProgress progress, ItemSignal signal)
    {
        ArgumentNullException.ThrowIfNull(workflow);
        ArgumentNullException.ThrowIfNull(progress);
        ArgumentNullException.ThrowIfNull(signal);
        return signal.Kind switch
        {
            SignalKind.Imported => Start(workflow, context, signal),
            SignalKind.Sent => Send(workflow, context, progress, signal, RouteCause.Sent),
            SignalKind.Migrated => Send(workflow, context, progress, signal, RouteCause.Migrated),
            SignalKind.Judged or SignalKind.Decided
                => Settle(workflow, context, progress with { Judgements = progress.Judgements + 1 }, signal),
            SignalKind.Predicted => AskMachine(workflow, context, progress, signal),
            SignalKind.Skipped => Settle(workflow, context, progress with { Skips = progress.Skips + 1 }, signal),
            _ => Settle(workflow, context, progress, signal),
        };
    }

    /// <summary>Moves the item as far as it goes, the signal being counted already.</summary>
    public static RunResult Settle(Workflow workflow, ItemContext context, ItemProgress progress, ItemSignal signal)
    {
        ArgumentNullException.ThrowIfNull(workflow);
        ArgumentNullException.ThrowIfNull(progress);
        ArgumentNullException.ThrowIfNull(signal);
        return Settle(workflow, context, progress, signal, []);
    }

    /// <summary>Whether a signal of this kind means something to an item in this step.</summary>
    public static bool Fits(Step step, SignalKind kind)
    {
        ArgumentNullException.ThrowIfNull(step);
        return kind switch
        {
            SignalKind.Judged => step.Kind == StepKind.Label,
            SignalKind.Decided => step.Kind is StepKind.Review or StepKind.Adjudicate or StepKind.Exception,
            SignalKind.Skipped or SignalKind.Predicted => step.HasTasks,
            SignalKind.Aged => step.Sla is not null,
            _ => true,
        };
    }

    private static RunResult Send(
        Workflow workflow, ItemContext context, ItemProgress progress, ItemSignal signal, RouteCause cause)
    {
        // Bounds hold for what turns by itself: whoever sends an item knows where to.
        var step = signal.To ?? throw new ArgumentException("Whoever sends an item says where to.", nameof(signal));
        var reason = new RouteReason(cause, progress.Step.Length == 0 ? null : progress.Step);
        var entered = Enter(workflow, context, progress, step, signal.At);
        return workflow[step].Kind == StepKind.Machine
            ? Settle(workflow, context, entered, signal, [new(RouteAction.Move, reason, step)])
            : new(entered, [new(RouteAction.Move, reason, step)]);
    }

    // Nobody waits for a model: an item goes on without a prediction, and the machine step that let it through is asked
    // again when there is one. Once a worker has judged the item, it stays with the workers.
    private static RunResult AskMachine(
        Workflow workflow, ItemContext context, ItemProgress progress, ItemSignal signal)
    {
        var machine = progress.Judgements > 0 || progress.From is null ? null : workflow.Find(progress.From);
        var asked = machine is { Kind: StepKind.Machine }
            ? Send(workflow, context, progress, signal with { To = machine.Key }, RouteCause.Predicted)
            : null;
        return asked is not null && asked.Progress.Step != progress.Step
            ? asked
            : new(progress, [new(RouteAction.Stay, new(RouteCause.Waits, progress.Step))]);
    }

    private static RunResult Settle(
        Workflow workflow, ItemContext context, ItemProgress progress, ItemSignal signal, List<RouteDecision> decisions)
    {
        for (var verdict = signal.Verdict; decisions.Count < MovesMax; verdict = null)
        {
            var facts = new ItemFacts(
                context.Origin, progress, context.Schema, context.Settings, signal.Beliefs, signal.At,
                workflow[progress.Step].CostPerJudgement, verdict);
            var decision = Router.Decide(workflow, facts);
            decisions.Add(decision);
            if (decision.Action == RouteAction.AskAnother)
                return new(progress with { Asked = progress.Asked + 1 }, decisions);
            if (decision.To is not { } next)
                return new(progress, decisions);
            progress = Enter(workflow, context, progress, next, signal.At);
            if (workflow[next].Kind != StepKind.Machine)
                return new(progress, decisions);
        }
        throw new InvalidOperationException("The workflow turns in circles; the checker should have refused it.");
    }

    private static ItemProgress Enter(
        Workflow workflow, ItemContext context, ItemProgress progress, string next, DateTimeOffset now)
    {
        var visits = new Dictionary<string, int>(progress.Visits);
        visits[next] = visits.GetValueOrDefault(next) + 1;
        var spent = workflow.Find(progress.Step)?.CostPerJudgement * progress.Judgements ?? 0;
        return new(
            next,
            now,
            visits,
            JudgementRange.Of(workflow[next], context.Origin.Arm, context.Settings).Min,
            CostBefore: progress.CostBefore + spent,
            From: progress.Step.Length == 0 ? null : progress.Step);
    }
}
