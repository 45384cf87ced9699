using ActiveLabel.Api.Tests.Storage;
using ActiveLabel.Domain.Items;
using ActiveLabel.Domain.Tasks;
using ActiveLabel.Domain.TruthInference;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace ActiveLabel.Api.Tests.Consensus;

public sealed class UpdateConsensusTests
{
    public static TheoryData<Provider> Providers => TestDatabase.Providers;

    [SkippableTheory, MemberData(nameof(Providers))]
    public async Task Agreement_finishes_an_item_and_a_dissent_asks_for_one_more(Provider provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        var project = await database.CreateProjectAsync(itemCount: 1, judgements: 2, judgementsMax: 3);
        var (ada, ben) = (
            await database.CreateWorkerAsync(project, "Ada"), await database.CreateWorkerAsync(project, "Ben"));
        var cay = await database.CreateWorkerAsync(project, "Cay");
        await using var db = database.CreateDbContext();

        await database.SubmitAsync(project, ada, await database.ClaimOneAsync(project, ada), "cat");
        await database.SubmitAsync(project, ben, await database.ClaimOneAsync(project, ben), "dog");
        var torn = await db.Queue.AsNoTracking().SingleAsync();
        await database.SubmitAsync(project, cay, await database.ClaimOneAsync(project, cay), "dog");

        Assert.Equal((3, QueueState.Open), (torn.Required, torn.State));
        Assert.Equal(QueueState.Closed, (await db.Queue.AsNoTracking().SingleAsync()).State);
        var consensus = await db.Consensus.AsNoTracking().SingleAsync();
        Assert.Equal((1, 3), (consensus.Label, consensus.JudgementCount));
    }

    [SkippableTheory, MemberData(nameof(Providers))]
    public async Task The_consensus_is_what_the_posterior_of_the_item_says(Provider provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        var project = await database.CreateProjectAsync(itemCount: 1, judgements: 2);
        var (ada, ben) = (
            await database.CreateWorkerAsync(project, "Ada"), await database.CreateWorkerAsync(project, "Ben"));
        await using var db = database.CreateDbContext();
        var careful = WorkerReliability.From([0.5, 0.5], [0.9, 0.1, 0.2, 0.8], judgementCount: 50);
        db.Reliability.Add(new()
        {
            ProjectId = project.Id,
            WorkerId = ben,
            QuestionKey = "animal",
            OrganizationId = project.OrganizationId,
            Confusion = careful.Confusion,
            Accuracy = careful.Accuracy,
            AccuracyLow = careful.AccuracyLow,
            AccuracyHigh = careful.AccuracyHigh,
            InformationNats = careful.InformationNats,
            JudgementCount = careful.JudgementCount,
            EstimatedAt = DateTimeOffset.UnixEpoch,
        });
        await db.SaveChangesAsync();

        await database.SubmitAsync(project, ada, await database.ClaimOneAsync(project, ada), "cat");
        await database.SubmitAsync(project, ben, await database.ClaimOneAsync(project, ben), "dog");

        var unknown = WorkerReliability.Unknown(2).Confusion;
        var expected = new double[2];
        ItemPosterior.Infer(
            [0.5, 0.5], [.. unknown, .. careful.Confusion], [0, 1], ItemPosterior.UsualCorrelation(2), expected);
        var consensus = await db.Consensus.AsNoTracking().SingleAsync();
        Assert.Equal(expected[consensus.Label], consensus.Confidence, 1e-12);
        Assert.Equal(expected.Select(p => (float)p), consensus.Posterior);
    }

    [SkippableTheory, MemberData(nameof(Providers))]
    public async Task The_totals_follow_every_judgement(Provider provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        var project = await database.CreateProjectAsync(itemCount: 12, judgements: 1, judgementsMax: 3);
        foreach (var name in new[] { "Ada", "Ben", "Cay", "Dan" })
        {
            var worker = await database.CreateWorkerAsync(project, name);
            foreach (var lease in await database.ClaimAsync(project, worker, 10))
                await database.SubmitAsync(
                    project, worker, lease, lease.TaskId.Value % 3 == 0 && name == "Ben" ? "dog" : "cat");
        }

        await using var db = database.CreateDbContext();
        var totals = await db.Counters.SingleAsync();
        var queue = await db.Queue.ToListAsync();
        var confidences = await db.Consensus.Select(consensus => consensus.Confidence).ToListAsync();
        Assert.Equal(await db.Judgements.CountAsync(), totals.Judgements);
        Assert.Equal(
            queue.Where(e => e.State != QueueState.Closed).Sum(e => e.Required - e.Filled), totals.SlotsWanted);
        Assert.Equal(await db.Items.CountAsync(item => item.State == ItemState.Done), totals.DoneItems);
        Assert.Equal((confidences.Count, 0L), (totals.JudgedItems, totals.SlotsLeased));
        Assert.Equal(confidences.Sum(), totals.ConfidenceSum, 1e-9);
        Assert.Equal(totals.Judgements, await db.Memberships.SumAsync(m => m.JudgementCount));
    }
}
