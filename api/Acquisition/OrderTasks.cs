using ActiveLabel.Api.Storage;
using ActiveLabel.Domain.Acquisition;
using ActiveLabel.Domain.Items;
using ActiveLabel.Domain.Projects;
using Microsoft.EntityFrameworkCore;

namespace ActiveLabel.Api.Acquisition;

/// <summary>
/// The order of the ranked queue: the next batch as the strategy picks it and quotas change it, and behind it the rest
/// by score, for the case that the next order comes late.
/// </summary>
public sealed class OrderTasks(EmbedItems embedItems)
{
    /// <summary>So many items are laid out to find typical ones; a larger pool is drawn from.</summary>
    private const int StartPoolMax = 20_000;

    private const int LabeledMax = 1_000;
    private const int ChunkSize = 500;

    /// <param name="isScored">Whether a model scored the tasks.</param>
    /// <param name="tasks">The tasks of the ranked queue that nobody has begun.</param>
    /// <param name="pool">Among these typical ones are looked for: all of them, where the tasks are only some.</param>
    public async Task<TaskOrder> ExecuteAsync(
        ActiveLabelDb db,
        Project project,
        Strategy strategy,
        bool isScored,
        IReadOnlyList<OpenTask> tasks,
        IReadOnlyList<OpenTask> pool,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(db);
        ArgumentNullException.ThrowIfNull(project);
        ArgumentNullException.ThrowIfNull(tasks);
        ArgumentNullException.ThrowIfNull(pool);
        var order = await ByStrategyAsync(db, project, strategy, isScored, tasks, pool, cancellationToken);
        return await MeetQuotas.ExecuteAsync(db, project, order, cancellationToken);
    }

    private async Task<TaskOrder> ByStrategyAsync(
        ActiveLabelDb db,
        Project project,
        Strategy strategy,
        bool isScored,
        IReadOnlyList<OpenTask> tasks,
        IReadOnlyList<OpenTask> pool,
        CancellationToken cancellationToken)
    {
        // Scored by the acquisition function, or else as they stand: at random.
        var rest = tasks.OrderByDescending(task => task.Score ?? 0)
            .ThenBy(task => isScored ? 0 : task.Position).ThenBy(task => task.TaskId).ToList();
        if (strategy != Strategy.Default || tasks.Count == 0)
            return new(rest, 0);
        var labels = await CountLabelsAsync(db, project.Id, cancellationToken);
        var labelCount = project.Schema.Questions[0].Choices.Count;
        var random = new Random(unchecked((int)project.Seed * 31) + labels);
        if (!isScored || DefaultAcquisition.IsColdStart(labels, labelCount))
        {
            var start = await StartAsync(db, project, pool, labels, random, cancellationToken);
            return new(
                [.. start, .. rest.ExceptBy(start.Select(task => task.TaskId), task => task.TaskId)], start.Count);
        }
        var examined = rest.Take(DefaultAcquisition.Examined(labels, labelCount)).ToList();
        var inputs = await InputsAsync(db, examined.ConvertAll(task => task.ItemId), cancellationToken);
        var vectors = await embedItems.ExecuteAsync(project, inputs, cancellationToken);
        var batch = DiverseBatch.Select(
            examined.ConvertAll(task => task.Score ?? 0),
            vectors,
            DefaultAcquisition.BatchSize(labels),
            DefaultAcquisition.CandidatesPerItem(labels, labelCount),
            random,
            cancellationToken).Select(index => examined[index]).ToList();
        return new([.. batch, .. rest.Except(batch)], 0);
    }

    /// <returns>Items that models learn or are calibrated from.</returns>
    internal static Task<int> CountLabelsAsync(
        ActiveLabelDb db, ProjectId project, CancellationToken cancellationToken)
        => db.Items.CountAsync(
            item => item.ProjectId == project && item.State == ItemState.Done && item.Arm != Arm.Control,
            cancellationToken);

    private async Task<List<OpenTask>> StartAsync(
        ActiveLabelDb db,
        Project project,
        IReadOnlyList<OpenTask> tasks,
        int labels,
        Random random,
        CancellationToken cancellationToken)
    {
        var pool = tasks.Count <= StartPoolMax
            ? tasks
            : [.. tasks.OrderBy(task => task.Position).ThenBy(task => task.TaskId).Take(StartPoolMax)];
        var labeled = await db.Items.AsNoTracking()
            .Where(item => item.ProjectId == project.Id && item.State == ItemState.Done)
            .OrderBy(item => item.Id).Select(item => item.Id).Take(LabeledMax).ToListAsync(cancellationToken);
        var ids = pool.Select(task => task.ItemId).Concat(labeled).ToList();
        var vectors = await embedItems.ExecuteAsync(
            project, await InputsAsync(db, ids, cancellationToken), cancellationToken);
        var picked = RepresentativeStart.Select(
            vectors,
            [.. ids.Select((_, index) => index >= pool.Count)],
            DefaultAcquisition.BatchSize(labels),
            random,
            cancellationToken);
        return [.. picked.Select(index => pool[index])];
    }

    private static async Task<IReadOnlyList<ItemInput>> InputsAsync(
        ActiveLabelDb db, List<ItemId> ids, CancellationToken cancellationToken)
    {
        var inputs = new List<ItemInput>(ids.Count);
        foreach (var chunk in ids.Chunk(ChunkSize))
        {
            var data = await db.ItemContents.AsNoTracking().Where(content => chunk.Contains(content.ItemId))
                .ToDictionaryAsync(content => content.ItemId, content => content.Data, cancellationToken);
            inputs.AddRange(chunk.Select(id => ItemInput.Of(data[id])));
        }
        return inputs;
    }
}
