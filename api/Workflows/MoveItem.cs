using ActiveLabel.Api.Events;
using ActiveLabel.Api.Storage;
using ActiveLabel.Api.Tasks;
using ActiveLabel.Domain.Decisions;
using ActiveLabel.Domain.Items;
using ActiveLabel.Domain.Judgements;
using ActiveLabel.Domain.Projects;
using ActiveLabel.Domain.Workflows;
using Microsoft.EntityFrameworkCore;

namespace ActiveLabel.Api.Workflows;

/// <summary>What a move changes of the project's totals and history; the caller appends both.</summary>
internal sealed record ItemMove(int DoneItems, int SlotsWanted, int SlotsLeased, IReadOnlyList<NewEvent> Events)
{
    public static ItemMove None { get; } = new(0, 0, 0, []);

    /// <summary>What was decided last; null where nothing was.</summary>
    public RouteDecision? Decision { get; init; }

    public CounterChange Totals => new(DoneItems: DoneItems, SlotsWanted: SlotsWanted, SlotsLeased: SlotsLeased);
}

/// <summary>
/// The part of a transaction that leads an item through its workflow: records the signal, asks the pure run what
/// follows, and does that.
/// </summary>
internal static class MoveItem
{
    /// <param name="uncounted">1 where the signal is among the moving item's judgements already.</param>
    public static async Task<ItemMove> ApplyAsync(
        ActiveLabelDb db,
        MovingItem moving,
        ItemSignal signal,
        Mover mover,
        CancellationToken cancellationToken,
        int uncounted = 0)
    {
        var (project, item) = (moving.Project, moving.Item);
        await Sql.ExecuteAsync(
            db,
            SqlDialect.Of(db.Database).Queue.RecordSignal,
            [
                ("@organization", project.OrganizationId.Value),
                ("@project", project.Id.Value),
                ("@item", item.Id.Value),
                ("@signal", WorkflowJson.Write(signal)),
            ],
            cancellationToken);
        var run = WorkflowRun.Apply(moving.Workflow, moving.Context, moving.Progress(uncounted), signal);
        if (run.HasMoved)
            return await EnterAsync(db, moving, run, signal, mover, cancellationToken);
        if (run.Decisions[^1].Action != RouteAction.AskAnother || moving.Entry is not { } entry)
            return ItemMove.None with { Decision = run.Decisions[^1] };
        await QueueLanes.AskForOneMoreAsync(db, entry.TaskId, cancellationToken);
        return ItemMove.None with { SlotsWanted = 1, Decision = run.Decisions[^1] };
    }

    private static async Task<ItemMove> EnterAsync(
        ActiveLabelDb db,
        MovingItem moving,
        RunResult run,
        ItemSignal signal,
        Mover mover,
        CancellationToken cancellationToken)
    {
        moving = moving.TrackedBy(db);
        var (project, item) = (moving.Project, moving.Item);
        var (before, stateBefore) = (item.StepKey, item.State);
        var (wanted, leased) = moving.Entry is { } entry
            ? await OpenTask.CloseAsync(db, entry, moving.JudgedSlots, cancellationToken)
            : (0, 0);
        if (stateBefore != ItemState.Queued)
            await LeaveExceptionAsync(db, item, mover, signal.At, cancellationToken);

        var step = moving.Workflow[run.Progress.Step];
        item.Enter(moving.Version.Version, step, run.Progress);
        // Cancelled items are counted nowhere.
        await CountAsync(
            db, project.Id, [(before, stateBefore == ItemState.Cancelled ? 0 : -1), (step.Key, 1)], cancellationToken);
        var reason = run.Decisions.Last(decision => decision.Action == RouteAction.Move).Reason;
        if (step.HasTasks)
        {
            await OpenTask.NextAsync(
                db, project, item, step, moving.Version.Pools[step.Key], run.Progress.Asked, cancellationToken);
            wanted += run.Progress.Asked;
        }
        Arrive(db, project, item, moving.Workflow, step, reason, signal);
        return new(
            (item.State == ItemState.Done ? 1 : 0) - (stateBefore == ItemState.Done ? 1 : 0),
            wanted,
            leased,
            EventsOf(moving.Workflow, item, run, mover))
        {
            Decision = run.Decisions[^1],
        };
    }

    /// <summary>What an item brings about that comes to a step without workers.</summary>
    public static void Arrive(
        ActiveLabelDb db,
        Project project,
        Item item,
        Workflow workflow,
        Step step,
        RouteReason reason,
        ItemSignal signal)
    {
        if (step.Kind == StepKind.Exception)
            db.Exceptions.Add(new()
            {
                OrganizationId = project.OrganizationId,
                ProjectId = project.Id,
                ItemId = item.Id,
                StepKey = step.Key,
                Reason = reason,
                OpenedAt = signal.At,
            });
        else if (step.Kind == StepKind.Done && reason.From is { } from && workflow.Find(from)?.Kind == StepKind.Machine)
            db.Decisions.Add(new()
            {
                OrganizationId = project.OrganizationId,
                ProjectId = project.Id,
                ItemId = item.Id,
                Kind = DecisionKind.Machine,
                Answers = AnswersOf(project.Schema, signal),
                At = signal.At,
            });
    }

    /// <summary>Moves the totals of steps, always in the same order: two moves never wait for each other.</summary>
    public static async Task CountAsync(
        ActiveLabelDb db,
        ProjectId project,
        IReadOnlyList<(string Step, int By)> changes,
        CancellationToken cancellationToken)
    {
        foreach (var change in changes.GroupBy(change => change.Step).OrderBy(same => same.Key, StringComparer.Ordinal))
            if (change.Sum(one => one.By) is not 0 and var by)
                await Sql.ExecuteAsync(
                    db,
                    SqlDialect.Of(db.Database).Queue.CountStep,
                    [("@project", project.Value), ("@step", change.Key), ("@by", by)],
                    cancellationToken);
    }

    // Whoever resolves an exception has said so already; a timer or a hand that takes the item away says it here.
    private static async Task LeaveExceptionAsync(
        ActiveLabelDb db, Item item, Mover mover, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var open = db.Exceptions.Local.FirstOrDefault(known => known.ItemId == item.Id)
            ?? await db.Exceptions.SingleOrDefaultAsync(
                known => known.ItemId == item.Id && known.ResolvedAt == null, cancellationToken);
        if (open is { ResolvedAt: null })
            open.Resolve(ExceptionResolution.Sent, mover.Actor ?? "server", comment: null, now);
    }

    private static List<Answer> AnswersOf(LabelSchema schema, ItemSignal signal)
        => [.. schema.Questions
            .Select(question => (question, Label: signal.Beliefs.GetValueOrDefault(question.Key)?.PredictedLabel ?? -1))
            .Where(pair => pair.Label >= 0)
            .Select(pair => new Answer(
                pair.question.Key, new SingleChoiceValue(pair.question.Choices[pair.Label].Key)))];

    private static List<NewEvent> EventsOf(Workflow workflow, Item item, RunResult run, Mover mover)
        => [.. run.Decisions.Where(decision => decision.To is not null).Select(decision =>
            new TimelineDetails(item.State, decision.To!, decision.Reason).ToEvent(
                workflow[decision.To!].Kind == StepKind.Done ? EventKind.ItemDone : EventKind.ItemMoved,
                item.Id,
                mover))];
}
