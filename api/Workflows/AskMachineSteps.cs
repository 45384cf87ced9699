using ActiveLabel.Api.Events;
using ActiveLabel.Api.Storage;
using ActiveLabel.Domain.Items;
using ActiveLabel.Domain.Predictions;
using ActiveLabel.Domain.Projects;
using ActiveLabel.Domain.Tasks;
using ActiveLabel.Domain.Workflows;
using Microsoft.EntityFrameworkCore;

namespace ActiveLabel.Api.Workflows;

/// <summary>
/// Asks the machine steps about the items that wait for their first judgement, once the serving version has scored
/// them: what they let through without a prediction, or by an older one, they may end now.
/// </summary>
public sealed class AskMachineSteps(IDbContextFactory<ActiveLabelDb> databases, Writing writing)
{
    private const int PageSize = 500;
    private const int ChunkSize = 50;

    /// <returns>The items that moved.</returns>
    public async Task<IReadOnlySet<ItemId>> ExecuteAsync(
        Project project, ModelVersion serving, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(project);
        ArgumentNullException.ThrowIfNull(serving);
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var versions = (await db.WorkflowVersions.AsNoTracking().Where(version => version.ProjectId == project.Id)
            .ToListAsync(cancellationToken)).Where(AsksForPredictions).ToDictionary(version => version.Version);
        var moved = new HashSet<ItemId>();
        if (versions.Count == 0)
            return moved;
        for (var last = new TaskId(0); ;)
        {
            var page = await ReadPageAsync(db, project.Id, serving.Id, last, cancellationToken);
            if (page.Count == 0)
                return moved;
            var sure = page.Where(row => versions.TryGetValue(row.Item.WorkflowVersion, out var version)
                && Moves(project, version, row, serving)).Select(row => row.Item.Id);
            foreach (var chunk in sure.Chunk(ChunkSize))
                moved.UnionWith(await MoveAsync(project, chunk, cancellationToken));
            last = page[^1].Entry.TaskId;
        }
    }

    private static bool AsksForPredictions(WorkflowVersion version)
        => version.Definition.Steps.Any(step => step.Kind == StepKind.Machine
            && step.Transitions.Any(transition => transition.When?.Needs.HasFlag(FactKinds.Prediction) == true));

    private static Task<List<Row>> ReadPageAsync(
        ActiveLabelDb db, ProjectId project, ModelVersionId serving, TaskId last, CancellationToken cancellationToken)
        => (from entry in db.Queue
            join item in db.Items on entry.ItemId equals item.Id
            join prediction in db.Predictions on item.Id equals prediction.ItemId
            where entry.ProjectId == project && entry.State == QueueState.Open && entry.Filled == 0
                && entry.TaskId > last && prediction.ModelVersionId == serving
            orderby entry.TaskId
            select new Row(entry, item, prediction.Probabilities)).AsNoTracking().Take(PageSize)
            .ToListAsync(cancellationToken);

    // Without a lock, as a first look: most items stay where they are.
    private static bool Moves(Project project, WorkflowVersion version, Row row, ModelVersion serving)
        => Run(
            new(project, row.Item, version, row.Entry, IsCurrent: true, JudgedSlots: 0, SetAside: 0, Skips: 0),
            SignalOf(row.Item.StepEnteredAt, ReadBeliefs.Of(project, new(row.Probabilities, serving.Trust?.From))))
            .HasMoved;

    private Task<List<ItemId>> MoveAsync(Project project, ItemId[] items, CancellationToken cancellationToken)
        => writing.ExecuteAsync(
            new(project.OrganizationId, project.Id),
            async (db, token) =>
            {
                var now = await SqlDialect.Of(db.Database).ReadClockAsync(db, token);
                var (totals, events, moved) = (new CounterChange(), new List<NewEvent>(), new List<ItemId>());
                foreach (var id in items)
                    // Somebody may have begun with it since.
                    if (await MovingItem.LockAsync(db, project, id, token) is { Entry.Filled: 0 } moving)
                    {
                        var signal = SignalOf(now, await ReadBeliefs.ReadAsync(
                            db, project, id, moving.Workflow.Needs(), known: [], token));
                        if (!Run(moving, signal).HasMoved)
                            continue;
                        var move = await MoveItem.ApplyAsync(db, moving, signal, Mover.Server, token);
                        totals += move.Totals;
                        moved.Add(id);
                        events.AddRange(move.Events);
                    }
                await ItemChangeLog.AppendAsync(db, project, totals, events, now, token);
                return moved;
            },
            cancellationToken);

    private static RunResult Run(MovingItem moving, ItemSignal signal)
        => WorkflowRun.Apply(moving.Workflow, moving.Context, moving.Progress(), signal);

    private static ItemSignal SignalOf(DateTimeOffset now, IReadOnlyDictionary<string, QuestionBelief> beliefs)
        => new(SignalKind.Predicted, now, beliefs);

    private sealed record Row(QueueEntry Entry, Item Item, float[] Probabilities);
}
