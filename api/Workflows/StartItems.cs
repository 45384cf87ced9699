using ActiveLabel.Api.Events;
using ActiveLabel.Api.Storage;
using ActiveLabel.Api.Tasks;
using ActiveLabel.Domain.Items;
using ActiveLabel.Domain.Projects;
using ActiveLabel.Domain.Workflows;
using Microsoft.EntityFrameworkCore;

namespace ActiveLabel.Api.Workflows;

/// <summary>The part of an import that puts new items into their first steps, a chunk in a few statements.</summary>
internal sealed class StartItems
{
    private readonly Project _project;
    private readonly WorkflowVersion _version;
    private readonly ItemSignal _signal;
    private readonly List<(Item Item, RunResult Run)> _runs;

    private StartItems(
        Project project, WorkflowVersion version, ItemSignal signal, List<(Item Item, RunResult Run)> runs)
        => (_project, _version, _signal, _runs) = (project, version, signal, runs);

    /// <summary>Leads the items to their steps; they need not be saved yet.</summary>
    public static async Task<StartItems> BeginAsync(
        ActiveLabelDb db,
        Project project,
        IReadOnlyList<Item> items,
        DateTimeOffset now,
        CancellationToken cancellationToken)
    {
        // The version may have changed since the caller read the project: a long import goes on for hours.
        var version = await (
            from current in db.Projects
            join known in db.WorkflowVersions on new { ProjectId = current.Id, Version = current.WorkflowVersion }
                equals new { known.ProjectId, known.Version }
            where current.Id == project.Id
            select known).AsNoTracking().SingleAsync(cancellationToken);
        var signal = SignalOf(now);
        var runs = items.Select(item => (item, WorkflowRun.Start(
            version.Definition, MovingItem.ContextOf(project, item, version), signal))).ToList();
        foreach (var (item, run) in runs)
            item.Enter(version.Version, version.Definition[run.Progress.Step], run.Progress);
        return new(project, version, signal, runs);
    }

    /// <summary>What a replay begins with; it is not recorded, because the item itself says it.</summary>
    public static ItemSignal SignalOf(DateTimeOffset importedAt)
        => new(SignalKind.Imported, importedAt, new Dictionary<string, QuestionBelief>());

    /// <summary>Gives each item, which is saved, what it needs in its step; the caller saves.</summary>
    public async Task<ItemMove> OpenTasksAsync(ActiveLabelDb db, CancellationToken cancellationToken)
    {
        var workflow = _version.Definition;
        var queued = _runs.Where(start => workflow[start.Run.Progress.Step].HasTasks)
            .Select(start => (start.Item, start.Run, Task: OpenTask.First(
                _project, start.Item, workflow[start.Run.Progress.Step]))).ToList();
        db.Tasks.AddRange(queued.Select(start => start.Task));
        await db.SaveChangesAsync(cancellationToken);
        await QueueLanes.AddFreshAsync(
            db,
            queued.ConvertAll(start => OpenTask.EntryOf(
                _project, start.Item, start.Task, _version.Pools[start.Task.StepKey], start.Run.Progress.Asked)),
            cancellationToken);
        await MoveItem.CountAsync(
            db, _project.Id, [.. _runs.Select(start => (start.Run.Progress.Step, 1))], cancellationToken);
        var events = new List<NewEvent>();
        foreach (var (item, run) in _runs.Where(start => !workflow[start.Run.Progress.Step].HasTasks))
        {
            var reason = run.Decisions[^1].Reason;
            MoveItem.Arrive(db, _project, item, workflow, workflow[item.StepKey], reason, _signal);
            events.Add(new TimelineDetails(item.State, item.StepKey, reason).ToEvent(
                item.State == ItemState.Done ? EventKind.ItemDone : EventKind.ItemMoved, item.Id, Mover.Server));
        }
        return new(
            _runs.Count(start => start.Item.State == ItemState.Done),
            queued.Sum(start => start.Run.Progress.Asked),
            SlotsLeased: 0,
            events);
    }
}
