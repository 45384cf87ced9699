using ActiveLabel.Api.Events;
using ActiveLabel.Api.Projects;
using ActiveLabel.Api.Tests.Storage;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace ActiveLabel.Api.Tests.Projects;

public sealed class PruneLedgerTests
{
    public static TheoryData<Provider> Providers => TestDatabase.Providers;

    [SkippableTheory, MemberData(nameof(Providers))]
    public async Task The_latest_totals_stay_and_go_on(Provider provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        var project = await database.CreateProjectAsync(itemCount: 3);
        await database.Writing.ExecuteAsync(
            async (db, token) =>
            {
                for (var number = 0; number < PruneLedger.Kept + 20; number++)
                    await EventLog.AppendAsync(
                        db, project.OrganizationId, project.Id, new(Skips: 1), [new(EventKind.ProjectChanged)],
                        DateTimeOffset.UnixEpoch, token);
                return true;
            },
            CancellationToken.None);
        await using var db = database.CreateDbContext();
        var (before, rows) = (await db.Counters.AsNoTracking().SingleAsync(), await db.Ledger.CountAsync());

        var pruned = await new PruneLedger(database, database.Writing).ExecuteAsync(CancellationToken.None);
        var again = await new PruneLedger(database, database.Writing).ExecuteAsync(CancellationToken.None);
        var after = await db.Counters.AsNoTracking().SingleAsync();
        var worker = await database.CreateWorkerAsync(project, "Ada");
        await database.SubmitAsync(project, worker, await database.ClaimOneAsync(project, worker));

        Assert.Equal((rows - PruneLedger.Kept, 0), (pruned, again));
        Assert.Equal(
            (before.EventSequence, before.Skips, before.Items), (after.EventSequence, after.Skips, after.Items));
        Assert.Equal(1, (await db.Counters.AsNoTracking().SingleAsync()).Judgements);
    }
}
