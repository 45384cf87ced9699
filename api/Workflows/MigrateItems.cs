using ActiveLabel.Api.Events;
using ActiveLabel.Api.Operations;
using ActiveLabel.Api.Storage;
using ActiveLabel.Api.Tasks;
using ActiveLabel.Domain.Items;
using ActiveLabel.Domain.Projects;
using ActiveLabel.Domain.Workflows;
using Microsoft.EntityFrameworkCore;

namespace ActiveLabel.Api.Workflows;

/// <param name="Steps">What became of the items, by step, in the terms of the preview.</param>
public sealed record MigrationResult(IReadOnlyList<StepMigration> Steps);

/// <summary>Moves the items in flight to the version that came into force, a chunk in a transaction.</summary>
internal static class MigrateItems
{
    private const int ChunkSize = 50;
    private static readonly ItemState[] InFlight = [ItemState.Queued, ItemState.Paused, ItemState.Exception];

    public static async Task<MigrationResult> ExecuteAsync(
        IDbContextFactory<ActiveLabelDb> databases,
        Writing writing,
        Project project,
        MigrationRequest request,
        OperationProgress progress,
        CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var migration = new WorkflowMigration(
            await DefinitionAsync(db, project.Id, request.From, cancellationToken),
            await DefinitionAsync(db, project.Id, request.Version, cancellationToken),
            request.Moves);
        var moved = new Dictionary<string, long>();
        foreach (var state in InFlight)
            for (var after = new ItemId(0); ;)
            {
                // Along the index of states; what a run before this one has moved is passed over.
                var page = await db.Items.AsNoTracking()
                    .Where(item => item.ProjectId == project.Id && item.State == state && item.Id > after
                        && item.WorkflowVersion < request.Version)
                    .OrderBy(item => item.Id).Take(ChunkSize).Select(item => item.Id).ToListAsync(cancellationToken);
                if (page.Count == 0)
                    break;
                var steps = await writing.ExecuteAsync(
                    new(project.OrganizationId, project.Id),
                    (write, token) => MoveAsync(write, project, migration, request.Version, page, token),
                    cancellationToken);
                foreach (var step in steps)
                    moved[step] = moved.GetValueOrDefault(step) + 1;
                after = page[^1];
                await progress.ReportAsync((double)Array.IndexOf(InFlight, state) / InFlight.Length, cancellationToken);
            }
        return new([.. moved.OrderBy(step => step.Key, StringComparer.Ordinal).Select(step => new StepMigration(
            step.Key, migration.TargetOf(step.Key), step.Value, migration.Keeps(step.Key)))]);
    }

    private static async Task<Workflow> DefinitionAsync(
        ActiveLabelDb db, ProjectId project, int version, CancellationToken cancellationToken)
        => (await db.WorkflowVersions.AsNoTracking().SingleAsync(
            known => known.ProjectId == project && known.Version == version, cancellationToken)).Definition;

    /// <returns>The keys of the steps that the items came from.</returns>
    private static async Task<List<string>> MoveAsync(
        ActiveLabelDb db,
        Project project,
        WorkflowMigration migration,
        int number,
        List<ItemId> page,
        CancellationToken cancellationToken)
    {
        var version = await db.WorkflowVersions.SingleAsync(
            known => known.ProjectId == project.Id && known.Version == number, cancellationToken);
        var now = await SqlDialect.Of(db.Database).ReadClockAsync(db, cancellationToken);
        var (totals, events, steps) = (new CounterChange(), new List<NewEvent>(), new List<string>());
        foreach (var id in page)
        {
            if (await MovingItem.LockAsync(db, project, id, cancellationToken) is not { } moving
                || moving.Item.WorkflowVersion >= number || !InFlight.Contains(moving.Item.State))
                continue;
            steps.Add(moving.Item.StepKey);
            if (migration.Keeps(moving.Item.StepKey))
            {
                events.AddRange(await KeepAsync(db, moving, version, cancellationToken));
                continue;
            }
            var (change, happened) = await SendAsync(db, moving, version, migration, now, cancellationToken);
            totals += change;
            events.AddRange(happened);
        }
        await ItemChangeLog.AppendAsync(db, project, totals, events, now, cancellationToken);
        return steps;
    }

    /// <returns>An event for an item whose task others can have now.</returns>
    private static async Task<IReadOnlyList<NewEvent>> KeepAsync(
        ActiveLabelDb db, MovingItem moving, WorkflowVersion version, CancellationToken cancellationToken)
    {
        moving.Item.Adopt(version.Version, version.Definition[moving.Item.StepKey]);
        // Whoever may do the step by the new version finds its tasks.
        if (moving.Entry is not { } entry || version.Pools[moving.Item.StepKey] is var pool && pool == entry.Pool)
            return [];
        await OpenTask.ChangePoolAsync(db, entry, pool, cancellationToken);
        var reason = new RouteReason(RouteCause.Migrated, moving.Item.StepKey);
        return [new TimelineDetails(moving.Item.State, moving.Item.StepKey, reason).ToEvent(
            EventKind.ItemMoved, moving.Item.Id, Mover.Server)];
    }

    private static async Task<(CounterChange Totals, IReadOnlyList<NewEvent> Events)> SendAsync(
        ActiveLabelDb db,
        MovingItem moving,
        WorkflowVersion version,
        WorkflowMigration migration,
        DateTimeOffset now,
        CancellationToken cancellationToken)
    {
        var wasPaused = moving.Item.State == ItemState.Paused;
        var to = migration.TargetOf(moving.Item.StepKey);
        var (totals, events) = await SendItem.ApplyAsync(
            db, moving, version, to, SignalKind.Migrated, Mover.Server, now, cancellationToken);
        if (!wasPaused)
            return (totals, events);
        await db.SaveChangesAsync(cancellationToken);
        return await MovingItem.LockAsync(db, moving.Project, moving.Item.Id, cancellationToken) is { } arrived
            && await ChangeItem.PauseAsync(db, arrived, cancellationToken) is { } paused
            ? (totals + paused, events)
            : (totals, events);
    }
}
