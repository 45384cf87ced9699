using System.Text.Json;
using ActiveLabel.Api.Events;
using ActiveLabel.Api.Storage;
using ActiveLabel.Domain.Items;
using ActiveLabel.Domain.Projects;
using ActiveLabel.Domain.Tasks;
using ActiveLabel.Domain.Workers;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;

namespace ActiveLabel.Api.Tasks;

/// <summary>Gives a worker the best tasks that he may do.</summary>
public sealed class ClaimTasks(Writing writing, TimeProvider time)
{
    public const int CountMax = 10;

    /// <summary>A worker holds no more tasks of a project at a time.</summary>
    public const int LeasesMax = 50;

    /// <summary>A lease that is extended again and again ends after this many times its length.</summary>
    public const int HardCapFactor = 6;

    public static readonly TimeSpan ReclaimInterval = TimeSpan.FromMinutes(1);

    private const int ReclaimMax = 20;

    /// <param name="count">How many tasks at the most, 1 to <see cref="CountMax"/>.</param>
    public Task<ClaimResult> ExecuteAsync(
        Project project, Claimant claimant, int count, CancellationToken cancellationToken)
    {
        Check(project, count);
        return writing.ExecuteAsync(
            new(project.OrganizationId, project.Id),
            (db, token) => ClaimAsync(db, project, claimant, count, token),
            cancellationToken);
    }

    /// <summary>The same once for each key: a retry gets the same leases.</summary>
    /// <returns>Null when the key was used for another request.</returns>
    public Task<ClaimResult?> ExecuteOnceAsync(
        Project project, Claimant claimant, int count, string idempotencyKey, CancellationToken cancellationToken)
    {
        Check(project, count);
        return writing.ExecuteAsync(
            new(project.OrganizationId, project.Id),
            (db, token) => ClaimOnceAsync(db, project, claimant, count, idempotencyKey, token),
            cancellationToken);
    }

    /// <summary>Gives back expired slots, a bounded number in one transaction.</summary>
    /// <returns>How many; when it is as many as can be, there may be more.</returns>
    public Task<int> ReclaimExpiredAsync(Project project, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(project);
        return writing.ExecuteAsync(
            async (db, token) =>
            {
                var now = await SqlDialect.Of(db.Database).ReadClockAsync(db, token);
                var expired = await ReclaimAsync(db, project.Id, now, token);
                if (expired.Count > 0)
                    await LogAsync(db, project, worker: null, taken: [], expired, now, token);
                return expired.Count;
            },
            cancellationToken);
    }

    private static void Check(Project project, int count)
    {
        ArgumentNullException.ThrowIfNull(project);
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, CountMax);
    }

    private async Task<ClaimResult?> ClaimOnceAsync(
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
        var result = await ClaimAsync(db, project, claimant, count, cancellationToken);
        // A refusal leaves nothing behind: what is lacking may come before the retry.
        if (result is RefusedClaim)
            return result;
        once.Remember(db, hash, resultId: 0, time.GetUtcNow(), JsonSerializer.Serialize(result));
        await db.SaveChangesAsync(cancellationToken);
        return result;
    }

    private static async Task<ClaimResult> ClaimAsync(
        ActiveLabelDb db, Project project, Claimant claimant, int count, CancellationToken cancellationToken)
    {
        var worker = claimant.Worker;
        var now = await SqlDialect.Of(db.Database).ReadClockAsync(db, cancellationToken);
        var access = await EligiblePools.FindAsync(db, project, claimant, now, cancellationToken);
        if (access.Bar is { } bar)
            return new RefusedClaim(
                bar.Shortfall == Shortfall.Deactivated ? NoTaskRule.Deactivated : NoTaskRule.NotAMember,
                [new(bar, TaskCount: 0)]);
        var expired = await ReclaimAsync(db, project.Id, now, cancellationToken);
        var held = await db.Slots.CountAsync(
            slot => slot.ProjectId == project.Id && slot.WorkerId == worker && slot.State == SlotState.Leased,
            cancellationToken);
        var taken = new List<Taken>();
        foreach (var pool in access.Open)
            if (Math.Min(count, LeasesMax - held) - taken.Count is > 0 and var wanted)
                taken.AddRange(await TakeSlotsAsync(db, project.Id, pool.Number, worker, wanted, cancellationToken));
        var leases = taken.Count == 0
            ? []
            : await LeaseSlotsAsync(db, project, worker, taken, now, cancellationToken);
        if (taken.Count + expired.Count > 0)
            await LogAsync(db, project, worker, taken, expired, now, cancellationToken);
        if (taken.Count > 0)
            return new(leases, WhyNoTask: null);
        if (held >= LeasesMax)
            return new([], NoTaskRule.LeaseCap);
        var leftOut = await LeftOut.FindAsync(db, project, access.Closed, cancellationToken);
        // What was given back of others is a change, and the entry of the log is that of its transaction.
        return leftOut.Count > 0 && expired.Count == 0
            ? new RefusedClaim(NoTaskRule.NotEligible, leftOut)
            : new ClaimResult(
                [],
                leftOut.Count > 0 ? NoTaskRule.NotEligible : await WhyNoTaskAsync(db, project.Id, cancellationToken),
                leftOut);
    }

    private static async Task<NoTaskRule> WhyNoTaskAsync(
        ActiveLabelDb db, ProjectId project, CancellationToken cancellationToken)
    {
        var totals = await db.Counters.AsNoTracking()
            .SingleAsync(counters => counters.ProjectId == project, cancellationToken);
        if (totals.SlotsWanted == 0)
            return NoTaskRule.QueueEmpty;
        return totals.SlotsWanted == totals.SlotsLeased ? NoTaskRule.AllLeased : NoTaskRule.AlreadyJudged;
    }

    private static Task LogAsync(
        ActiveLabelDb db,
        Project project,
        WorkerId? worker,
        List<Taken> taken,
        List<(ItemId ItemId, WorkerId WorkerId)> expired,
        DateTimeOffset now,
        CancellationToken cancellationToken)
    {
        var events = expired.ConvertAll(slot => new NewEvent(EventKind.LeaseExpired, slot.ItemId, slot.WorkerId));
        events.AddRange(taken.Select(task => new NewEvent(EventKind.TaskClaimed, task.ItemId, worker)));
        var totals = new CounterChange(SlotsLeased: taken.Count - expired.Count);
        return EventLog.AppendAsync(
            db, project.OrganizationId, project.Id, totals, events, now, cancellationToken);
    }

    // Expiry needs no sweeper to be effective: a claim gives back a bounded number of expired slots by their own index.
    private static async Task<List<(ItemId ItemId, WorkerId WorkerId)>> ReclaimAsync(
        ActiveLabelDb db, ProjectId project, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var expired = await db.Slots.AsNoTracking()
            .Where(slot => slot.ProjectId == project && slot.State == SlotState.Leased && slot.ExpiresAt <= now)
            .OrderBy(slot => slot.ExpiresAt).Take(ReclaimMax).ToListAsync(cancellationToken);
        var reclaimed = new List<(ItemId, WorkerId)>();
        foreach (var slot in expired)
            if (await HeldSlots.GiveBackAsync(db, slot, cancellationToken) is { } item)
                reclaimed.Add((item, slot.WorkerId));
        return reclaimed;
    }

    private static async Task<List<Taken>> TakeSlotsAsync(
        ActiveLabelDb db,
        ProjectId project,
        int pool,
        WorkerId worker,
        int count,
        CancellationToken cancellationToken)
    {
        await using var command = db.Database.GetDbConnection().CreateCommand();
        command.Transaction = db.Database.CurrentTransaction?.GetDbTransaction();
        command.CommandText = SqlDialect.Of(db.Database).ClaimSlots;
        command.Parameters.Add(SqlDialect.ParameterOf(command, "@project", project.Value));
        command.Parameters.Add(SqlDialect.ParameterOf(command, "@pool", pool));
        command.Parameters.Add(SqlDialect.ParameterOf(command, "@worker", worker.Value));
        command.Parameters.Add(SqlDialect.ParameterOf(command, "@count", count));
        var taken = new List<Taken>();
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
            taken.Add(new(new(reader.GetInt64(0)), new(reader.GetInt64(1)), reader.GetInt64(2)));
        return taken;
    }

    private static async Task<IReadOnlyList<Lease>> LeaseSlotsAsync(
        ActiveLabelDb db,
        Project project,
        WorkerId worker,
        List<Taken> taken,
        DateTimeOffset now,
        CancellationToken cancellationToken)
    {
        var taskIds = taken.ConvertAll(task => task.TaskId);
        var numbers = (await db.Slots.Where(slot => taskIds.Contains(slot.TaskId))
            .Select(slot => new { slot.TaskId, slot.Number }).ToListAsync(cancellationToken))
            .ToLookup(slot => slot.TaskId, slot => slot.Number);
        var positions = await db.Queue.Where(entry => taskIds.Contains(entry.TaskId))
            .ToDictionaryAsync(entry => entry.TaskId, entry => entry.Position, cancellationToken);
        var leaseTime = TimeSpan.FromSeconds(project.Settings.LeaseSeconds);
        var slots = taken.ConvertAll(task => new Slot
        {
            TaskId = task.TaskId,
            WorkerId = worker,
            OrganizationId = project.OrganizationId,
            ProjectId = project.Id,
            Number = LowestFree(numbers[task.TaskId]),
            Token = task.Token,
            ExpiresAt = now + leaseTime,
            HardCapAt = now + (leaseTime * HardCapFactor),
        });
        db.Slots.AddRange(slots);
        await db.SaveChangesAsync(cancellationToken);
        return taken.Zip(slots, (task, slot) => new Lease(task.TaskId, task.ItemId, task.Token, slot.ExpiresAt))
            .OrderBy(lease => positions[lease.TaskId]).ThenBy(lease => lease.TaskId.Value).ToList();
    }

    private static int LowestFree(IEnumerable<int> taken)
    {
        var used = taken.ToHashSet();
        var number = 1;
        while (used.Contains(number))
            number++;
        return number;
    }

    private sealed record Taken(TaskId TaskId, ItemId ItemId, long Token);
}
