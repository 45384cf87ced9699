using System.Text.Json;
using ActiveLabel.Api.Conflicts;
using ActiveLabel.Api.Events;
using ActiveLabel.Api.Gold;
using ActiveLabel.Api.Storage;
using ActiveLabel.Domain.Projects;
using ActiveLabel.Domain.Workers;

namespace ActiveLabel.Api.Tasks;

/// <summary>Gives a worker the best tasks that he may do.</summary>
public sealed class ClaimTasks(Writing writing, QueueMemory memory, TimeProvider time)
{
    public const int CountMax = 10;

    /// <summary>A lease that is extended again and again ends after this many times its length.</summary>
    public const int HardCapFactor = 6;

    /// <summary>So often a claim looks on where all it found is in conflict; the next goes on from there.</summary>
    private const int ConflictRoundsMax = 5;

    /// <param name="count">How many tasks at the most, 1 to <see cref="CountMax"/>.</param>
    public async Task<ClaimResult> ExecuteAsync(
        Project project, Claimant claimant, int count, CancellationToken cancellationToken)
    {
        Check(project, count);
        var result = await writing.ExecuteAsync(
            new(project.OrganizationId, project.Id),
            (db, token) => ApplyAsync(db, project, claimant, count, token),
            cancellationToken);
        await AdvanceFrontsAsync(project, cancellationToken);
        return result;
    }

    /// <summary>The same once for each key: a retry gets the same leases.</summary>
    /// <returns>Null when the key was used for another request.</returns>
    public async Task<ClaimResult?> ExecuteOnceAsync(
        Project project, Claimant claimant, int count, string idempotencyKey, CancellationToken cancellationToken)
    {
        Check(project, count);
        var result = await writing.ExecuteAsync(
            new(project.OrganizationId, project.Id),
            (db, token) => ApplyOnceAsync(db, project, claimant, count, idempotencyKey, token),
            cancellationToken);
        await AdvanceFrontsAsync(project, cancellationToken);
        return result;
    }

    /// <summary>A claim as a part of a transaction.</summary>
    internal async Task<ClaimResult> ApplyAsync(
        ActiveLabelDb db, Project project, Claimant claimant, int count, CancellationToken cancellationToken)
    {
        for (var round = 1; round < ConflictRoundsMax; round++)
            if (await TryAsync(db, project, claimant, count, cancellationToken) is { } result)
                return result;
        return await TryAsync(db, project, claimant, count, cancellationToken)
            ?? new([], NoTaskRule.AlreadyJudged);
    }

    /// <returns>Null when all that was found was in conflict with the worker's interests.</returns>
    private async Task<ClaimResult?> TryAsync(
        ActiveLabelDb db, Project project, Claimant claimant, int count, CancellationToken cancellationToken)
    {
        var worker = claimant.Worker;
        var state = await ReadStateAsync(db, project, worker, cancellationToken);
        var (access, gold) = PoolAccess.WithoutGold(await EligiblePools.FindAsync(
            db, project, claimant, state.Standing, state.Pools, state.Now, cancellationToken));
        if (access.Bar is { } bar)
            return new RefusedClaim(
                bar.Shortfall switch
                {
                    Shortfall.Deactivated => NoTaskRule.Deactivated,
                    Shortfall.Quarantined => NoTaskRule.Quarantined,
                    Shortfall.TrainingNeeded => NoTaskRule.TrainingNeeded,
                    _ => NoTaskRule.NotAMember,
                },
                [new(bar, TaskCount: 0)]);
        if (project.IsPaused)
            return new([], NoTaskRule.ProjectPaused);
        var events = await ReclaimAsync(db, project, state, cancellationToken);
        var expiredCount = events.Count;
        var room = Math.Min(
            count, Math.Min(state.Standing?.LeasesMax ?? int.MaxValue, project.Settings.LeasesMax) - state.Held);
        var budget = new BudgetRoom(db, project, state.Pools);
        var paid = await budget.FindAsync(expiredCount, cancellationToken);
        var found = Math.Min(room, paid) is > 0 and var most
            ? await FindAsync(db, project, worker, state, access.Open, gold, most, cancellationToken)
            : [];
        events.AddRange(found.Select(task => new NewEvent(EventKind.TaskClaimed, task.ItemId, worker)));
        var sequence = events.Count == 0
            ? 0
            : await EventLog.DrawAsync(
                db,
                project.OrganizationId,
                project.Id,
                new(SlotsLeased: found.Count - expiredCount),
                events,
                state.Now,
                cancellationToken);
        if (found.Count == 0)
            return await new FindReason(db, project, worker, access).FindAsync(
                room, paid, hasChanges: expiredCount > 0, cancellationToken);
        await budget.CheckAsync(cancellationToken);
        var leases = LeasesOf(project, found, state.Now);
        await TakeAsync(db, project, worker, found, leases[0], sequence, cancellationToken);
        var passed = await PassOver.ApplyAsync(
            db, project, worker, access.Open, found, state.Now, cancellationToken);
        leases.RemoveAll(lease => passed.Contains(lease.TaskId));
        return leases.Count == 0 ? null : new(leases, WhyNoTask: null);
    }

    private async Task<List<FoundTask>> FindAsync(
        ActiveLabelDb db,
        Project project,
        WorkerId worker,
        State state,
        IReadOnlyList<OpenPool> pools,
        IReadOnlyList<OpenPool> goldPools,
        int room,
        CancellationToken cancellationToken)
    {
        var walk = new QueueWalk(memory, db, project, worker);
        var gold = await DrawGold.FindAsync(
            walk, project, worker, state.Standing!, goldPools, room, state.Now, cancellationToken);
        var work = gold.Count < room ? await walk.FindAsync(pools, room - gold.Count, cancellationToken) : [];
        return DrawGold.Mix(project, worker, work, gold, state.Now);
    }

    private static void Check(Project project, int count)
    {
        ArgumentNullException.ThrowIfNull(project);
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, CountMax);
    }

    private async Task<ClaimResult?> ApplyOnceAsync(
        ActiveLabelDb db,
        Project project,
        Claimant claimant,
        int count,
        string idempotencyKey,
        CancellationToken cancellationToken)
    {
        var once = new Idempotency(project.OrganizationId, $"claimTasks {claimant.Worker.Value}", idempotencyKey);
        var hash = Idempotency.HashOf($"{project.Id.Value} {count}");
        if (await once.FindAsync(db, cancellationToken) is { } earlier)
            return earlier.RequestHash == hash
                ? JsonSerializer.Deserialize<ClaimResult>(earlier.Result ?? "null")
                : null;
        var result = await ApplyAsync(db, project, claimant, count, cancellationToken);
        // A refusal leaves nothing behind: what is lacking may come before the retry.
        if (result is RefusedClaim)
            return result;
        once.Remember(db, hash, resultId: 0, time.GetUtcNow(), JsonSerializer.Serialize(result));
        await db.SaveChangesAsync(cancellationToken);
        return result;
    }

    private async Task<State> ReadStateAsync(
        ActiveLabelDb db, Project project, WorkerId worker, CancellationToken cancellationToken)
    {
        var reclaimed = InstantConverter.ToMicroseconds(memory.ReclaimedUntil(project.Id));
        var (now, held, firstExpiry, standing) = (default(DateTimeOffset), 0, (DateTimeOffset?)null, (Standing?)null);
        var pools = new List<KnownPool>();
        await Sql.ReadAsync(
            db,
            SqlDialect.Of(db.Database).Queue.ReadState,
            [
                ("@worker", worker.Value),
                ("@project", project.Id.Value),
                ("@organization", project.OrganizationId.Value),
                ("@reclaimed", reclaimed),
            ],
            [
                row =>
                {
                    (now, held) = (InstantConverter.FromMicroseconds(row.GetInt64(0)), (int)row.GetInt64(1));
                    firstExpiry = row.IsDBNull(2) ? null : InstantConverter.FromMicroseconds(row.GetInt64(2));
                    standing = Standing.Read(row, 3);
                },
                row => pools.Add(new(
                    row.GetInt32(0), row.GetString(1), row.GetBoolean(2), row.GetString(3), row.GetDouble(4))),
            ],
            cancellationToken);
        return new(now, held, firstExpiry, standing, pools);
    }

    private async Task<List<NewEvent>> ReclaimAsync(
        ActiveLabelDb db, Project project, State state, CancellationToken cancellationToken)
    {
        if (state.FirstExpiry <= state.Now)
            return await ReclaimLeases.ApplyAsync(
                db, memory, project.Id, state.Now, memory.ReclaimedUntil(project.Id), cancellationToken);
        db.Notes.AfterCommit(() => memory.SetReclaimed(project.Id, state.Now - ReclaimLeases.Margin));
        return [];
    }

    private static List<Lease> LeasesOf(Project project, List<FoundTask> found, DateTimeOffset now)
    {
        var length = TimeSpan.FromSeconds(project.Settings.LeaseSeconds);
        return found.ConvertAll(task => new Lease(
            task.TaskId, task.ItemId, task.Token, now + length, now + (length * HardCapFactor)));
    }

    private static async Task TakeAsync(
        ActiveLabelDb db,
        Project project,
        WorkerId worker,
        List<FoundTask> found,
        Lease times,
        long sequence,
        CancellationToken cancellationToken)
    {
        var rows = found.Select(task => new { task = task.TaskId.Value, filled = task.Filled, token = task.Token });
        var changed = await Sql.ExecuteAsync(
            db,
            SqlDialect.Of(db.Database).Queue.TakeTasks,
            [
                ("@rows", SqlDialect.Json(rows)),
                ("@worker", worker.Value),
                ("@organization", project.OrganizationId.Value),
                ("@project", project.Id.Value),
                ("@mark", $"{worker.Value},"),
                ("@sequence", sequence),
                ("@expiresAt", InstantConverter.ToMicroseconds(times.ExpiresAt)),
                ("@hardCapAt", InstantConverter.ToMicroseconds(times.HardCapAt)),
            ],
            cancellationToken);
        // One change of the queue and one slot for each. Where reading a row does not keep it, another claim can have
        // come between.
        if (changed != 2 * found.Count)
            throw new LostRaceException("A task that was found open has been taken by another claim.");
    }

    private async Task AdvanceFrontsAsync(Project project, CancellationToken cancellationToken)
    {
        foreach (var pool in memory.TakeWorn(project.Id, QueueWalk.FrontEvery))
        {
            // In a transaction of its own: it waits for whoever puts tasks into the lane, and holds nothing meanwhile.
            await writing.ExecuteAsync(
                new(project.OrganizationId, project.Id),
                (db, token) => QueueLanes.AdvanceFrontAsync(db, project, pool, token),
                cancellationToken);
        }
    }

    private sealed record State(
        DateTimeOffset Now, int Held, DateTimeOffset? FirstExpiry, Standing? Standing, IReadOnlyList<KnownPool> Pools);
}
