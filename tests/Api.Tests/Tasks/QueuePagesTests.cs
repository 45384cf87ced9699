using ActiveLabel.Api.Tests.Storage;
using ActiveLabel.Benchmarks;
using Xunit;

namespace ActiveLabel.Api.Tests.Tasks;

/// <summary>P11 at a small size; <c>queue-pages</c> of the benchmarks measures the large ones.</summary>
public sealed class QueuePagesTests
{
    private const int WalkMax = 20;
    private const int TransactionMax = 120;

    [SkippableTheory]
    [InlineData(Provider.Sqlite)]
    [InlineData(Provider.PostgreSql)]
    public async Task A_claim_touches_few_pages_whatever_the_worker_has_judged(Provider provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        var project = await database.CreateProjectAsync(itemCount: 1, judgements: 3);
        var (fresh, veteran) = (
            await database.CreateWorkerAsync(project, "Ada"), await database.CreateWorkerAsync(project, "Ben"));
        await using var db = database.CreateDbContext();
        await QueueSeed.CopyTasksAsync(db, project, count: 3_000, required: 3, CancellationToken.None);
        await QueueSeed.JudgeFirstAsync(db, project, veteran, count: 1_000, CancellationToken.None);
        var pages = new QueuePages(database.CreateDbContext, database.Claim, database.Memory);

        foreach (var worker in new[] { veteran, fresh })
        {
            var touched = new List<TouchedPages>();
            for (var claim = 0; claim < 20; claim++)
                touched.Add(await pages.ClaimAsync(project, worker, CancellationToken.None));

            // The first claims of a process find out how far the worker is.
            var settled = touched.Skip(4).ToList();
            Assert.InRange(settled.Average(claim => claim.Walk), 1, WalkMax);
            Assert.InRange(settled.Average(claim => claim.Transaction), 1, TransactionMax);
        }
    }
}
