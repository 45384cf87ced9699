using System.Text.Json;
using ActiveLabel.Api.Storage;
using ActiveLabel.Domain.Items;
using ActiveLabel.Domain.Projects;
using ActiveLabel.Domain.Tasks;
using ActiveLabel.Domain.Workflows;
using Microsoft.EntityFrameworkCore;

namespace ActiveLabel.Api.Workflows;

/// <summary>An item, and what its next move depends on; held fast by the transaction that read it.</summary>
/// <param name="Entry">The queue entry of a task of it; null where its step has none.</param>
/// <param name="IsCurrent">Whether the task is that of the step where the item is.</param>
/// <param name="JudgedSlots">Judgements, or decisions, given on the task, those included that are set aside.</param>
/// <param name="SetAside">Of them, those that are set aside.</param>
/// <param name="Skips">Workers who skipped the task; 0 where the workflow does not ask.</param>
internal sealed record MovingItem(
    Project Project,
    Item Item,
    WorkflowVersion Version,
    QueueEntry? Entry,
    bool IsCurrent,
    int JudgedSlots,
    int SetAside,
    int Skips)
{
    public Workflow Workflow => Version.Definition;

    public Step Step => Workflow[Item.StepKey];

    public ItemContext Context => ContextOf(Project, Item, Version);

    /// <param name="uncounted">1 where the signal at hand is among the judgements already.</param>
    public ItemProgress Progress(int uncounted = 0) => new(
        Item.StepKey,
        Item.StepEnteredAt,
        Item.Visits,
        Entry is null ? 1 : Entry.Required - SetAside,
        JudgedSlots - SetAside - uncounted,
        Skips,
        Item.CostBefore,
        Item.CameFrom);

    /// <summary>What is changed of the item from now on is saved. Most judgements move nothing.</summary>
    public MovingItem TrackedBy(ActiveLabelDb db)
    {
        if (db.Items.Local.FindEntry(Item.Id) is { Entity: var tracked })
            return this with { Item = tracked };
        db.Attach(Item);
        return this;
    }

    /// <summary>For whoever holds the task's entry already, as a judgement does.</summary>
    /// <returns>Not tracked: <see cref="MoveItem"/> sees to that where it moves.</returns>
    public static async Task<MovingItem> OfTaskAsync(
        ActiveLabelDb db, Project project, QueueEntry entry, CancellationToken cancellationToken)
    {
        var found = await FoundItem.ReadAsync(db, project, entry.ItemId, entry.TaskId, cancellationToken);
        var needsSkips = found.Version.Definition.Needs().HasFlag(FactKinds.Skips);
        var skips = needsSkips
            ? await db.Skips.CountAsync(skip => skip.TaskId == entry.TaskId, cancellationToken)
            : 0;
        var isCurrent = found.Latest == entry.TaskId && found.Version.Definition[found.Item.StepKey].HasTasks;
        return new(project, found.Item, found.Version, entry, isCurrent, found.Judged, found.SetAside, skips);
    }

    /// <summary>
    /// Holds the item fast, in the order in which a judgement takes its locks: queue, slots, item. Leases are not taken
    /// back by it.
    /// </summary>
    /// <returns>Null where the project has no such item.</returns>
    public static async Task<MovingItem?> LockAsync(
        ActiveLabelDb db, Project project, ItemId id, CancellationToken cancellationToken)
    {
        if (await LatestTaskAsync(db, id, cancellationToken) is { } task)
            await db.Queue.Where(entry => entry.TaskId == task).ExecuteUpdateAsync(
                set => set.SetProperty(entry => entry.Grants, entry => entry.Grants), cancellationToken);
        var locked = await db.Items.Where(item => item.Id == id && item.ProjectId == project.Id).ExecuteUpdateAsync(
            set => set.SetProperty(item => item.CostBefore, item => item.CostBefore), cancellationToken);
        if (locked == 0)
            return null;
        if (await LatestTaskAsync(db, id, cancellationToken) is { } latest)
        {
            var entry = await db.Queue.AsNoTracking().SingleAsync(found => found.TaskId == latest, cancellationToken);
            if (await OfTaskAsync(db, project, entry, cancellationToken) is { IsCurrent: true } moving)
                return moving.TrackedBy(db);
        }
        var alone = await FoundItem.ReadAsync(db, project, id, new(0), cancellationToken);
        return new MovingItem(
            project, alone.Item, alone.Version, Entry: null, IsCurrent: false, JudgedSlots: 0, SetAside: 0, Skips: 0)
            .TrackedBy(db);
    }

    private static async Task<TaskId?> LatestTaskAsync(
        ActiveLabelDb db, ItemId item, CancellationToken cancellationToken)
        => await db.Tasks.Where(task => task.ItemId == item && !task.IsVoid).OrderByDescending(task => task.Id)
            .Select(task => (TaskId?)task.Id).FirstOrDefaultAsync(cancellationToken);

    public static ItemContext ContextOf(Project project, Item item, WorkflowVersion version) => new(
        new(
            item.ExternalId,
            item.Arm,
            project.Seed,
            item.IsGold,
            version.Definition.Needs().HasFlag(FactKinds.Attributes) ? AttributesOf(item.Attributes) : Nothing),
        project.Schema,
        project.Settings);

    private static readonly Dictionary<string, string> Nothing = [];

    private static Dictionary<string, string> AttributesOf(string json)
    {
        using var attributes = JsonDocument.Parse(json);
        return attributes.RootElement.EnumerateObject().GroupBy(attribute => attribute.Name)
            .ToDictionary(same => same.Key, same => same.Last().Value.ToString());
    }
}
