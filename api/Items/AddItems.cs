using ActiveLabel.Api.Events;
using ActiveLabel.Api.Storage;
using ActiveLabel.Domain.Items;
using ActiveLabel.Domain.Projects;
using ActiveLabel.Domain.Tasks;
using Microsoft.EntityFrameworkCore;

namespace ActiveLabel.Api.Items;

/// <param name="Data">A JSON object.</param>
public sealed record NewItem(string ExternalId, string Data, string Attributes = "{}");

/// <param name="AddedCount">Items that were new.</param>
/// <param name="UnchangedCount">Items whose external id was there already; the first version stays.</param>
public sealed record AddedItems(int AddedCount, int UnchangedCount);

/// <summary>
/// Adds items with their tasks to a project, a chunk at a time; adding the same again changes nothing.
/// </summary>
public sealed class AddItems(Writing writing, TimeProvider time)
{
    public const int ChunkSizeMax = 500;

    /// <param name="items">At most <see cref="ChunkSizeMax"/>; the caller streams.</param>
    public Task<AddedItems> ExecuteAsync(
        Project project, IReadOnlyList<NewItem> items, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(project);
        ArgumentNullException.ThrowIfNull(items);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(items.Count, ChunkSizeMax);
        return writing.ExecuteAsync((db, token) => AddAsync(db, project, items, token), cancellationToken);
    }

    private async Task<AddedItems> AddAsync(
        ActiveLabelDb db, Project project, IReadOnlyList<NewItem> items, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var distinct = items.DistinctBy(item => item.ExternalId).ToList();
        var ids = distinct.Select(item => item.ExternalId).ToList();
        var known = (await db.Items.Where(item => item.ProjectId == project.Id && ids.Contains(item.ExternalId))
            .Select(item => item.ExternalId).ToListAsync(cancellationToken)).ToHashSet();
        var fresh = distinct.Where(item => !known.Contains(item.ExternalId)).ToList();
        if (fresh.Count == 0)
            return new(0, items.Count);

        var added = fresh.ConvertAll(item => NewItemOf(project, item, now));
        db.Items.AddRange(added);
        await db.SaveChangesAsync(cancellationToken);
        db.ItemContents.AddRange(added.Zip(fresh, (item, source) => new ItemContent
        {
            ItemId = item.Id,
            OrganizationId = project.OrganizationId,
            Data = source.Data,
        }));
        var tasks = added.ConvertAll(item => NewTaskOf(project, item));
        db.Tasks.AddRange(tasks);
        await db.SaveChangesAsync(cancellationToken);
        var entries = added.Zip(tasks, (item, task) => QueueEntryOf(project, item, task)).ToList();
        db.Queue.AddRange(entries);
        await EventLog.AppendAsync(
            db,
            project.OrganizationId,
            project.Id,
            new(Items: added.Count, SlotsWanted: entries.Sum(entry => entry.Required)),
            added.ConvertAll(item => new NewEvent(EventKind.ItemImported, item.Id)),
            now,
            cancellationToken);
        return new(added.Count, items.Count - added.Count);
    }

    private static Item NewItemOf(Project project, NewItem item, DateTimeOffset now) => new()
    {
        OrganizationId = project.OrganizationId,
        ProjectId = project.Id,
        ExternalId = item.ExternalId,
        Arm = project.Settings.Shares.ArmOf(project.Seed, item.ExternalId),
        IsModelBlind = project.Settings.Shares.IsModelBlind(project.Seed, item.ExternalId),
        Attributes = item.Attributes,
        CreatedAt = now,
    };

    private static LabelingTask NewTaskOf(Project project, Item item) => new()
    {
        OrganizationId = project.OrganizationId,
        ProjectId = project.Id,
        ItemId = item.Id,
        Reason = item.Arm switch
        {
            Arm.Control => TaskReason.ControlArm,
            Arm.Calibration => TaskReason.CalibrationShare,
            Arm.Random => TaskReason.RandomArm,
            _ => project.Settings.Strategy == Strategy.Random ? TaskReason.RandomStrategy : TaskReason.ColdStart,
        },
        SelectionProbability = item.Arm switch
        {
            Arm.Control => project.Settings.Shares.Control,
            Arm.Calibration => project.Settings.Shares.Calibration,
            Arm.Random => project.Settings.Shares.Random,
            // Until a model has a say the order is random: every item is as likely as any other.
            _ => 1 - project.Settings.Shares.Control - project.Settings.Shares.Calibration
                - project.Settings.Shares.Random,
        },
    };

    // The random shares keep their uniform positions for good, and the ranked queue is laid over the same interval: any
    // stretch of the queue holds each arm in its share.
    private static QueueEntry QueueEntryOf(Project project, Item item, LabelingTask task) => new()
    {
        TaskId = task.Id,
        OrganizationId = project.OrganizationId,
        ProjectId = project.Id,
        ItemId = item.Id,
        Pool = 0,
        Position = RandomShares.RandomPosition(project.Seed, item.ExternalId),
        Required = AdaptiveRedundancy.RequiredAtFirst(item.Arm, project.Settings),
    };
}
