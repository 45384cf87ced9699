using System.Net;
using ActiveLabel.Api.Judgements;
using ActiveLabel.Api.Tasks;
using ActiveLabel.Api.Tests.Storage;
using ActiveLabel.Domain.Projects;
using ActiveLabel.Domain.Tasks;
using ActiveLabel.Domain.Workers;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace ActiveLabel.Api.Tests.Tasks;

public sealed class EligiblePoolsTests
{
    public static TheoryData<Provider> Providers => TestDatabase.Providers;

    [SkippableTheory, MemberData(nameof(Providers))]
    public async Task Who_lacks_a_clearance_gets_none_of_its_tasks_and_is_told_how_many(Provider provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        var project = await database.CreateProjectAsync(itemCount: 5);
        var worker = await database.CreateWorkerAsync(project, "Ada");
        await MoveAllToPoolAsync(database, project, new HasClearance("phi-2"));

        var refused = await database.Claim.ExecuteAsync(project, worker, 3, CancellationToken.None);
        await GrantAsync(database, worker, CredentialType.Clearance, "phi-2");
        var given = await database.Claim.ExecuteAsync(project, worker, 3, CancellationToken.None);

        Assert.Equal(NoTaskRule.NotEligible, refused.WhyNoTask);
        var left = Assert.Single(refused.LeftOut!);
        Assert.Equal(("CLEARANCE_MISSING", 5), (left.Code, left.TaskCount));
        Assert.Equal(3, given.Leases.Count);
    }

    [SkippableTheory, MemberData(nameof(Providers))]
    public async Task What_expired_between_claim_and_judgement_is_found_at_the_judgement(Provider provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        var project = await database.CreateProjectAsync(itemCount: 1);
        var worker = await database.CreateWorkerAsync(project, "Ada");
        await MoveAllToPoolAsync(database, project, new HasClearance("phi-2"));
        await GrantAsync(database, worker, CredentialType.Clearance, "phi-2");
        var lease = await database.ClaimOneAsync(project, worker);
        await using (var db = database.CreateDbContext())
            await db.WorkerCredentials.ExecuteUpdateAsync(
                set => set.SetProperty(held => held.ExpiresAt, DateTimeOffset.UnixEpoch));

        var refused = Assert.IsType<SubmitResult.NotEligible>(await database.SubmitAsync(project, worker, lease));

        Assert.Equal("CLEARANCE_EXPIRED", Assert.Single(refused.Unmet).Code);
        await using var after = database.CreateDbContext();
        Assert.Empty(await after.Judgements.ToListAsync());
    }

    [SkippableTheory, MemberData(nameof(Providers))]
    public async Task A_zone_is_looked_at_where_the_claimant_is(Provider provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        var project = await database.CreateProjectAsync(itemCount: 1);
        var worker = await database.CreateWorkerAsync(project, "Ada");
        await MoveAllToPoolAsync(database, project, new IsInZone("clinic"));
        await using (var db = database.CreateDbContext())
        {
            db.AccessZones.Add(new()
            {
                OrganizationId = project.OrganizationId,
                Key = "clinic",
                Title = "Clinic",
                Networks = ["10.20.0.0/16"],
                CreatedAt = DateTimeOffset.UnixEpoch,
            });
            await db.SaveChangesAsync();
        }

        var outside = await ClaimFromAsync(database, project, worker, "10.21.0.1");
        var inside = await ClaimFromAsync(database, project, worker, "10.20.0.1");

        Assert.Equal("OUTSIDE_ZONE", Assert.Single(outside.LeftOut!).Code);
        Assert.Single(inside.Leases);
    }

    [SkippableTheory, MemberData(nameof(Providers))]
    public async Task A_deactivated_worker_neither_claims_nor_judges(Provider provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        var project = await database.CreateProjectAsync(itemCount: 2);
        var worker = await database.CreateWorkerAsync(project, "Ada");
        var lease = await database.ClaimOneAsync(project, worker);
        await using (var db = database.CreateDbContext())
        {
            (await db.Workers.SingleAsync()).Deactivate(DateTimeOffset.UnixEpoch);
            await db.SaveChangesAsync();
        }

        var claimed = await database.Claim.ExecuteAsync(project, worker, 1, CancellationToken.None);
        var judged = Assert.IsType<SubmitResult.NotEligible>(await database.SubmitAsync(project, worker, lease));

        Assert.Equal(NoTaskRule.Deactivated, claimed.WhyNoTask);
        Assert.Equal("WORKER_DEACTIVATED", Assert.Single(judged.Unmet).Code);
    }

    [SkippableTheory, MemberData(nameof(Providers))]
    public async Task Equal_requirements_share_a_pool_and_unequal_ones_do_not(Provider provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        var project = await database.CreateProjectAsync(itemCount: 0);
        await using var db = database.CreateDbContext();

        var first = await AddAsync(db, project, new AllOf([new HasSkill("a"), new HasSkill("b")]));
        var same = await AddAsync(db, project, new AllOf([new HasSkill("b"), new HasSkill("a")]));
        var other = await AddAsync(db, project, new HasSkill("a"));

        Assert.Equal(Pool.First + 1, first);
        Assert.Equal(first, same);
        Assert.Equal(Pool.First + 2, other);
    }

    private static Task<int?> AddAsync(Api.Storage.ActiveLabelDb db, Project project, WorkerRequirement requirement)
        => AddPool.ApplyAsync(
            db, project, Pool.LabelStep, requirement, isExclusiveOnItem: true, cost: 1, CancellationToken.None);

    private static Task<ClaimResult> ClaimFromAsync(
        TestDatabase database, Project project, WorkerId worker, string address)
        => database.Claim.ExecuteAsync(
            project, new Claimant(worker, IPAddress.Parse(address)), 1, CancellationToken.None);

    private static async Task MoveAllToPoolAsync(
        TestDatabase database, Project project, WorkerRequirement requirement)
    {
        await using var db = database.CreateDbContext();
        var pool = (await AddAsync(db, project, requirement))!.Value;
        await db.Queue.ExecuteUpdateAsync(set => set.SetProperty(entry => entry.Pool, pool));
    }

    private static async Task GrantAsync(
        TestDatabase database, WorkerId worker, CredentialType type, string key, int level = 0)
    {
        await using var db = database.CreateDbContext();
        db.WorkerCredentials.Add(new()
        {
            OrganizationId = new(1),
            WorkerId = worker,
            Type = type,
            Key = key,
            Level = level,
            Grantor = "member:1",
            GrantedAt = DateTimeOffset.UnixEpoch,
        });
        await db.SaveChangesAsync();
    }
}
