using ActiveLabel.Domain.Judgements;
using ActiveLabel.Domain.Tasks;

namespace ActiveLabel.Domain.Workflows;

/// <summary>A task that an item was given, and when it came to the step that the task is for.</summary>
public sealed record VisitTask(TaskId Id, string StepKey, DateTimeOffset OpenedAt);

/// <summary>A recorded signal, and what hangs on it.</summary>
/// <param name="Task">The task it came of; null where it came of none.</param>
/// <param name="Counts">False for a judgement that is set aside.</param>
/// <param name="Decided">What was decided; null where it was no decision.</param>
public sealed record SignalFact(ItemSignal Signal, TaskId? Task, bool Counts, IReadOnlyList<Answer>? Decided);

/// <summary>Where an item is by the facts that count.</summary>
/// <param name="DoneAt">When it was last done; null where it never was.</param>
/// <param name="Asked">
/// Judgements asked for on each task whose visit has happened, the one of the last visit included.
/// </param>
/// <param name="Current">The task of the visit it is in; null where there is none yet, or the step has none.</param>
/// <param name="Decided">What stands by decision: the label of each such question.</param>
public sealed record RebuiltItem(
    ItemProgress Progress,
    DateTimeOffset? DoneAt,
    IReadOnlyDictionary<TaskId, int> Asked,
    TaskId? Current,
    IReadOnlyDictionary<string, int> Decided);

/// <summary>What was believed of the item at a signal, given what stood by decision then.</summary>
/// <param name="index">Of the fact, from 0.</param>
public delegate IReadOnlyDictionary<string, QuestionBelief> BeliefsAt(
    int index, IReadOnlyDictionary<string, int> decided);

/// <summary>
/// Leads an item through its workflow again by those of its recorded facts that count. A fact that came of a task
/// counts only in the visit that the task was for: without the facts that do not count, that visit may not have
/// happened.
/// </summary>
public sealed class ItemRebuild(Workflow workflow, ItemContext context, IReadOnlyList<VisitTask> tasks)
{
    private readonly Dictionary<TaskId, int> _asked = [];
    private readonly Dictionary<string, int> _decided = [];
    private TaskId? _current;
    private DateTimeOffset? _doneAt;

    /// <param name="imported">The first signal, which is not among the facts.</param>
    /// <param name="facts">In their order.</param>
    public RebuiltItem Run(ItemSignal imported, IReadOnlyList<SignalFact> facts, BeliefsAt beliefsAt)
    {
        ArgumentNullException.ThrowIfNull(facts);
        ArgumentNullException.ThrowIfNull(beliefsAt);
        var progress = Enter(WorkflowRun.Start(workflow, context, imported));
        for (var index = 0; index < facts.Count; index++)
        {
            var fact = facts[index];
            if (!Means(progress, fact))
                continue;
            Decide(workflow[progress.Step], fact);
            progress = Enter(WorkflowRun.Apply(
                workflow, context, progress, fact.Signal with { Beliefs = beliefsAt(index, _decided) }));
        }
        return new(progress, _doneAt, _asked, _current, _decided);
    }

    private bool Means(ItemProgress progress, SignalFact fact)
        => fact.Counts && (fact.Task is null || fact.Task == _current)
            && WorkflowRun.Fits(workflow[progress.Step], fact.Signal.Kind)
            && (fact.Signal.To is null || workflow.Find(fact.Signal.To) is not null);

    private ItemProgress Enter(RunResult run)
    {
        if (!run.HasMoved)
            return Ask(run.Progress);
        var step = workflow[run.Progress.Step];
        _doneAt = step.Kind == StepKind.Done ? run.Progress.EnteredAt : _doneAt;
        _current = step.HasTasks ? FindTask(step, run.Progress.EnteredAt) : null;
        return Ask(run.Progress);
    }

    private ItemProgress Ask(ItemProgress progress)
    {
        if (_current is { } task)
            _asked[task] = progress.Asked;
        return progress;
    }

    // The task that was opened on this occasion, or the next one for the step: the occasion may have come later then.
    private TaskId? FindTask(Step step, DateTimeOffset enteredAt)
        => tasks.Where(task => task.StepKey == step.Key && task.OpenedAt >= enteredAt && !_asked.ContainsKey(task.Id))
            .OrderBy(task => task.OpenedAt).ThenBy(task => task.Id.Value).FirstOrDefault()?.Id;

    // A review that rejects, and whoever sends an item that was done, leaves it to its judgements again.
    private void Decide(Step step, SignalFact fact)
    {
        if (fact.Signal.Verdict == Verdict.Rejected
            || (fact.Signal.Kind == SignalKind.Sent && step.Kind == StepKind.Done))
            _decided.Clear();
        else
            foreach (var answer in fact.Decided ?? [])
                if (context.Schema.Find(answer.QuestionKey) is { } question && answer.Value is SingleChoiceValue value)
                    _decided[question.Key] = question.IndexOf(value.Choice);
    }
}
