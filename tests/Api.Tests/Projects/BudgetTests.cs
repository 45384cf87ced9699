using ActiveLabel.Api.Projects;
using ActiveLabel.Api.Tasks;
using ActiveLabel.Api.Tests.Storage;
using ActiveLabel.Domain.Projects;
using ActiveLabel.Domain.Workers;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace ActiveLabel.Api.Tests.Projects;

public sealed class BudgetTests
{
    public static TheoryData<Provider> Providers => TestDatabase.Providers;

    [SkippableTheory, MemberData(nameof(Providers))]
    public async Task Nobody_gets_a_task_that_the_budget_does_not_pay_for(Provider provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        var project = await WithBudgetAsync(database, await database.CreateProjectAsync(itemCount: 10), 3);
        var worker = await database.CreateWorkerAsync(project, "Ada");

        // Two are paid for by what is left when one is being judged, whatever was asked for.
        await database.SubmitAsync(project, worker, await database.ClaimOneAsync(project, worker));
        var held = await database.ClaimAsync(project, worker, 5);
        var none = await database.Claim.ExecuteAsync(project, worker, 1, CancellationToken.None);
        foreach (var lease in held)
            await database.SubmitAsync(project, worker, lease);
        var spent = await database.Claim.ExecuteAsync(project, worker, 1, CancellationToken.None);
        project = await WithBudgetAsync(database, project, 4);
        var more = await database.ClaimAsync(project, worker, 5);

        Assert.Equal(2, held.Count);
        Assert.Equal((NoTaskRule.BudgetSpent, NoTaskRule.BudgetSpent), (none.WhyNoTask, spent.WhyNoTask));
        Assert.Single(more);
        await using var db = database.CreateDbContext();
        Assert.Equal(3, (await db.Counters.AsNoTracking().SingleAsync()).Spent);
    }

    [SkippableTheory, MemberData(nameof(Providers))]
    public async Task Many_at_once_share_what_is_left(Provider provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        var project = await WithBudgetAsync(database, await database.CreateProjectAsync(itemCount: 40), 7);
        var workers = new List<WorkerId>();
        for (var index = 0; index < 8; index++)
            workers.Add(await database.CreateWorkerAsync(project, $"worker {index}"));

        var claims = await Task.WhenAll(workers.Select(worker => database.ClaimAsync(project, worker, 3)));

        Assert.Equal(7, claims.Sum(leases => leases.Count));
    }

    [SkippableTheory, MemberData(nameof(Providers))]
    public async Task A_budget_pays_for_as_many_as_a_person_would_say(Provider provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        // In binary, 3 × 0.63 is more than 1.89, and so are three of them one after the other.
        var project = await WithBudgetAsync(database, await database.CreateProjectAsync(itemCount: 10), 1.89);
        await using (var db = database.CreateDbContext())
            await db.Pools.ExecuteUpdateAsync(set => set.SetProperty(pool => pool.Cost, pool => 0.63));
        var worker = await database.CreateWorkerAsync(project, "Ada");

        await database.SubmitAsync(project, worker, await database.ClaimOneAsync(project, worker));
        var more = await database.ClaimAsync(project, worker, 5);

        Assert.Equal(2, more.Count);
    }

    private static async Task<Project> WithBudgetAsync(TestDatabase database, Project project, double budget)
        => Assert.IsType<UpdateSettingsResult.Updated>(
            await new UpdateSettings(database.Writing, TimeProvider.System).ExecuteAsync(
                project, settings => settings with { Budget = budget }, CancellationToken.None)).Project;
}
