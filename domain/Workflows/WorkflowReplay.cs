namespace ActiveLabel.Domain.Workflows;

/// <summary>Where recorded facts would have led an item.</summary>
/// <param name="Progress">Where it would be.</param>
/// <param name="Path">The steps it would have come to, in their order.</param>
/// <param name="JudgementsUsed">Recorded judgements that the workflow would have asked for.</param>
/// <param name="JudgementsUnused">Recorded judgements that it would not have asked for.</param>
/// <param name="Cost">Of the judgements it used.</param>
public sealed record ReplayResult(
    ItemProgress Progress, IReadOnlyList<string> Path, int JudgementsUsed, int JudgementsUnused, double Cost)
{
    /// <summary>What was believed of it at the end, by question key; of what it used alone.</summary>
    public IReadOnlyDictionary<string, QuestionBelief> Beliefs { get; init; }
        = new Dictionary<string, QuestionBelief>();

    /// <summary>The same after its last judgement, before anybody reviewed or decided.</summary>
    public IReadOnlyDictionary<string, QuestionBelief> Judged { get; init; }
        = new Dictionary<string, QuestionBelief>();
}

/// <summary>
/// Leads an item through a workflow by what was recorded of it. Over the workflow that was in force it ends where the
/// item is; over a draft it says what would have happened, as far as the record tells: a judgement that the draft would
/// have asked for and nobody gave is one that the item still waits for.
/// </summary>
public static class WorkflowReplay
{
    /// <summary>A timer of the record that comes this late is the timer of the step itself.</summary>
    public static readonly TimeSpan TimerGrace = TimeSpan.FromMinutes(5);

    /// <param name="signals">In their order; the first one is the import.</param>
    /// <param name="until">When the record ends.</param>
    public static ReplayResult Run(
        Workflow workflow, ItemContext context, IReadOnlyList<ItemSignal> signals, DateTimeOffset until)
    {
        ArgumentNullException.ThrowIfNull(workflow);
        ArgumentNullException.ThrowIfNull(signals);
        var (progress, used, unused) = ((ItemProgress?)null, 0, 0);
        var path = new List<string>();
        IReadOnlyDictionary<string, QuestionBelief> beliefs = new Dictionary<string, QuestionBelief>();
        var judged = beliefs;
        foreach (var signal in signals)
        {
            progress = progress is null ? null : RunTimers(
                workflow, context, progress, signal.Beliefs, signal.At, path);
            var isJudgement = signal.Kind is SignalKind.Judged or SignalKind.Decided;
            if (!Means(workflow, progress, signal))
            {
                unused += isJudgement ? 1 : 0;
                continue;
            }
            used += isJudgement ? 1 : 0;
            beliefs = signal.Beliefs;
            judged = signal.Kind == SignalKind.Judged ? signal.Beliefs : judged;
            progress = Follow(
                progress is null
                    ? WorkflowRun.Start(workflow, context, signal)
                    : WorkflowRun.Apply(workflow, context, progress, signal),
                path);
        }
        if (progress is null)
            throw new ArgumentException("Nothing is recorded of the item.", nameof(signals));
        progress = RunTimers(workflow, context, progress, signals[^1].Beliefs, until, path);
        return new(progress, path, used, unused, CostOf(workflow, progress))
        {
            Beliefs = beliefs,
            Judged = judged,
        };
    }

    private static bool Means(Workflow workflow, ItemProgress? progress, ItemSignal signal)
        => progress is null
            || (WorkflowRun.Fits(workflow[progress.Step], signal.Kind)
                && (signal.To is null || workflow.Find(signal.To) is not null));

    // The server's timers come a little late, and their signals are on record; what a draft times otherwise is not.
    private static ItemProgress RunTimers(
        Workflow workflow,
        ItemContext context,
        ItemProgress progress,
        IReadOnlyDictionary<string, QuestionBelief> beliefs,
        DateTimeOffset now,
        List<string> path)
    {
        for (var rounds = 0; rounds < Workflow.StepsMax; rounds++)
        {
            if (workflow[progress.Step].Sla is not { } sla
                || progress.EnteredAt.AddSeconds(sla.Seconds) is var due && due + TimerGrace >= now)
                return progress;
            progress = Follow(
                WorkflowRun.Apply(workflow, context, progress, new(SignalKind.Aged, due, beliefs)), path);
        }
        return progress;
    }

    private static ItemProgress Follow(RunResult result, List<string> path)
    {
        path.AddRange(result.Decisions.Select(decision => decision.To).OfType<string>());
        return result.Progress;
    }

    private static double CostOf(Workflow workflow, ItemProgress progress)
        => progress.CostBefore + (workflow[progress.Step].CostPerJudgement * progress.Judgements);
}
