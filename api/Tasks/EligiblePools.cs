using ActiveLabel.Api.Conflicts;
using ActiveLabel.Api.Storage;
using ActiveLabel.Domain.Items;
using ActiveLabel.Domain.Projects;
using ActiveLabel.Domain.Tasks;
using ActiveLabel.Domain.Workers;
using Microsoft.EntityFrameworkCore;

namespace ActiveLabel.Api.Tasks;

/// <summary>A pool as it is on record.</summary>
/// <param name="Requirement">JSON of a <see cref="WorkerRequirement"/>.</param>
/// <param name="Cost">Of a judgement or decision in it.</param>
public sealed record KnownPool(int Number, string StepKey, bool IsExclusiveOnItem, string Requirement, double Cost);

/// <summary>A pool that a worker may draw from at this moment.</summary>
public sealed record OpenPool(
    int Number, string StepKey, bool IsExclusiveOnItem, IReadOnlyList<string> ConflictAttributes);

/// <summary>A pool that a worker may not draw from, and what he lacks.</summary>
public sealed record ClosedPool(int Number, string StepKey, IReadOnlyList<UnmetRule> Unmet);

/// <param name="Open">By number.</param>
/// <param name="Closed">By number; empty when <paramref name="Bar"/> says it all.</param>
/// <param name="Bar">What keeps the worker from everything in the project; null where nothing does.</param>
public sealed record PoolAccess(IReadOnlyList<OpenPool> Open, IReadOnlyList<ClosedPool> Closed, UnmetRule? Bar)
{
    /// <returns>The pools of work alone, and those of gold that are open.</returns>
    public static (PoolAccess Work, IReadOnlyList<OpenPool> Gold) WithoutGold(PoolAccess access)
    {
        ArgumentNullException.ThrowIfNull(access);
        if (!access.Open.Any(pool => pool.Number >= Pool.GoldFrom)
            && !access.Closed.Any(pool => pool.Number >= Pool.GoldFrom))
            return (access, []);
        return (
            access with
            {
                Open = [.. access.Open.Where(pool => pool.Number < Pool.GoldFrom)],
                Closed = [.. access.Closed.Where(pool => pool.Number < Pool.GoldFrom)],
            },
            [.. access.Open.Where(pool => pool.Number >= Pool.GoldFrom)]);
    }
}

/// <summary>
/// Tells from which pools of a project a worker may draw, by what is on record in the transaction that asks: whoever
/// lost a clearance a moment ago gets nothing. The cost depends on the number of pools, never on items or tasks.
/// </summary>
internal static class EligiblePools
{
    /// <summary>What is looked at of a worker's history; what stands comes first.</summary>
    private const int CredentialsMax = 500;

    // What pools ask for changes with a workflow; claims and judgements read it all the time.
    private static readonly TextMemo<WorkerRequirement> Requirements = new(WorkerRequirement.Parse);

    /// <param name="standing">Null where the organization has no such worker.</param>
    /// <param name="pools">Those of the project, by number.</param>
    public static async Task<PoolAccess> FindAsync(
        ActiveLabelDb db,
        Project project,
        Claimant claimant,
        Standing? standing,
        IReadOnlyList<KnownPool> pools,
        DateTimeOffset now,
        CancellationToken cancellationToken)
    {
        if (Standing.ClaimBarOf(standing, project) is { } bar)
            return new([], [], bar);
        var wanted = pools.Select(pool => (Pool: pool, Requirement: Requirements.Read(pool.Requirement))).ToList();
        var profile = wanted.TrueForAll(each => each.Requirement.IsForEverybody)
            ? null
            : await FindProfileAsync(db, project.OrganizationId, claimant, standing!, now, cancellationToken);
        var open = new List<OpenPool>();
        var closed = new List<ClosedPool>();
        foreach (var (pool, requirement) in wanted)
            if (profile is not null && requirement.Evaluate(profile) is { Count: > 0 } unmet)
                closed.Add(new(pool.Number, pool.StepKey, unmet));
            else
                open.Add(new(pool.Number, pool.StepKey, pool.IsExclusiveOnItem, requirement.ConflictAttributes));
        return new(open, closed, Bar: null);
    }

    /// <summary>Whether the worker may still judge a task he holds: asked again when a decision comes.</summary>
    /// <returns>What he lacks; none when he may.</returns>
    public static async Task<IReadOnlyList<UnmetRule>> FindUnmetAsync(
        ActiveLabelDb db,
        Project project,
        TaskId task,
        Claimant claimant,
        DateTimeOffset now,
        CancellationToken cancellationToken)
    {
        var standing = await FindStandingAsync(db, project.Id, claimant.Worker, cancellationToken);
        var found = await (
            from entry in db.Queue
            where entry.TaskId == task && entry.ProjectId == project.Id
            join pool in db.Pools on new { entry.ProjectId, Number = entry.Pool } equals
                new { pool.ProjectId, pool.Number }
            select new { entry.ItemId, pool.Requirement }).SingleAsync(cancellationToken);
        return await FindUnmetAsync(
            db, project, claimant, standing, found.Requirement, found.ItemId, now, cancellationToken);
    }

    /// <summary>The same for whoever has read already how the worker stands and what his task requires.</summary>
    public static async Task<IReadOnlyList<UnmetRule>> FindUnmetAsync(
        ActiveLabelDb db,
        Project project,
        Claimant claimant,
        Standing? standing,
        string required,
        ItemId item,
        DateTimeOffset now,
        CancellationToken cancellationToken)
    {
        if (Standing.BarOf(standing) is { } bar)
            return [bar];
        var requirement = Requirements.Read(required);
        if (requirement.IsForEverybody)
            return [];
        var conflicts = await FindConflicts.ApplyAsync(
            db, claimant.Worker, requirement.ConflictAttributes, [item], cancellationToken);
        return
        [
            .. requirement.Evaluate(
                await FindProfileAsync(db, project.OrganizationId, claimant, standing!, now, cancellationToken)),
            .. conflicts.Values,
        ];
    }

    private static Task<Standing?> FindStandingAsync(
        ActiveLabelDb db, ProjectId project, WorkerId id, CancellationToken cancellationToken)
        => (from worker in db.Workers
            where worker.Id == id
            from member in db.Memberships
                .Where(m => m.ProjectId == project && m.WorkerId == id && m.EndedAt == null).DefaultIfEmpty()
            select new Standing(
                worker.Crowd,
                db.Crowds.Where(crowd => crowd.OrganizationId == worker.OrganizationId && crowd.Key == worker.Crowd)
                    .Select(crowd => crowd.Kind).First(),
                worker.DeactivatedAt,
                member != null,
                member!.QuarantinedAt,
                null,
                0,
                0,
                0,
                null))
            .SingleOrDefaultAsync(cancellationToken);

    private static async Task<WorkerProfile> FindProfileAsync(
        ActiveLabelDb db,
        OrganizationId organization,
        Claimant claimant,
        Standing standing,
        DateTimeOffset now,
        CancellationToken cancellationToken)
    {
        var credentials = await db.WorkerCredentials.AsNoTracking()
            .Where(held => held.WorkerId == claimant.Worker)
            .OrderBy(held => held.RevokedAt != null).ThenByDescending(held => held.Id)
            .Take(CredentialsMax).ToListAsync(cancellationToken);
        var zones = await db.AccessZones.AsNoTracking().Where(zone => zone.OrganizationId == organization)
            .OrderBy(zone => zone.Id).Take(AccessZone.CountMax).ToListAsync(cancellationToken);
        return new(standing.Crowd, standing.Kind, credentials, zones, claimant.Address, now);
    }
}
