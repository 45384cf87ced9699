using ActiveLabel.Api.Tests.Storage;
using ActiveLabel.Domain.TruthInference;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace ActiveLabel.Api.Tests.Consensus;

public sealed class EstimateReliabilityTests
{
    public static TheoryData<Provider> Providers => TestDatabase.Providers;

    [SkippableTheory, MemberData(nameof(Providers))]
    public async Task Tells_the_careful_from_the_careless_and_weighs_what_they_said(Provider provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        var project = await database.CreateProjectAsync(itemCount: 40, judgements: 3);
        foreach (var name in new[] { "Ada", "Ben", "Cay" })
        {
            var worker = await database.CreateWorkerAsync(project, name);
            while (await database.ClaimAsync(project, worker, 10) is { Count: > 0 } leases)
                foreach (var lease in leases)
                    // The truth is the parity of the task; Cay says cat whatever it is.
                    await database.SubmitAsync(
                        project, worker, lease, name != "Cay" && lease.TaskId.Value % 2 == 0 ? "dog" : "cat");
        }

        var result = await database.EstimateReliability.ExecuteAsync(project, CancellationToken.None);

        Assert.Equal((120, 40, 3), (result.Judgements, result.Items, result.Workers));
        await using var db = database.CreateDbContext();
        var workers = await db.Workers.ToDictionaryAsync(worker => worker.Id, worker => worker.Name);
        var accuracy = (await db.Reliability.ToListAsync()).ToDictionary(e => workers[e.WorkerId], e => e.Accuracy);
        Assert.True(accuracy["Ada"] > 0.85 && accuracy["Ben"] > 0.85 && accuracy["Cay"] < 0.65, $"{accuracy["Cay"]}");
        var consensus = await db.Consensus.Join(
            db.Tasks, c => c.ItemId, t => t.ItemId, (c, t) => new { c, t }).ToListAsync();
        Assert.All(consensus, row => Assert.Equal(row.t.Id.Value % 2 == 0 ? 1 : 0, row.c.Label));
        var totals = await db.Counters.SingleAsync();
        Assert.Equal(consensus.Sum(row => row.c.Confidence), totals.ConfidenceSum, 1e-6);
    }

    [SkippableTheory, MemberData(nameof(Providers))]
    public async Task A_judgement_after_it_is_weighed_as_the_whole_set_would_weigh_it(Provider provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        var project = await database.CreateProjectAsync(itemCount: 30, judgements: 2);
        foreach (var name in new[] { "Ada", "Ben" })
        {
            var worker = await database.CreateWorkerAsync(project, name);
            foreach (var lease in await database.ClaimAsync(project, worker, 10))
                await database.SubmitAsync(project, worker, lease, lease.TaskId.Value % 3 == 0 ? "dog" : "cat");
        }
        await database.EstimateReliability.ExecuteAsync(project, CancellationToken.None);
        await using var db = database.CreateDbContext();
        var ada = await db.Workers.Where(worker => worker.Name == "Ada").Select(worker => worker.Id).SingleAsync();
        var known = await db.Reliability.AsNoTracking().SingleAsync(estimate => estimate.WorkerId == ada);
        var crowd = await db.CrowdEstimates.AsNoTracking().SingleAsync();

        var next = Assert.Single(await database.ClaimAsync(project, ada, 1));
        await database.SubmitAsync(project, ada, next, "dog");

        var expected = new double[2];
        ItemPosterior.Infer(
            crowd.LabelPrior, known.Confusion, [1], ItemPosterior.DefaultCorrelation, expected);
        var item = await db.Consensus.SingleAsync(consensus => consensus.ItemId == next.ItemId);
        Assert.Equal(expected[1], item.Posterior[1], 1e-6);
    }
}
