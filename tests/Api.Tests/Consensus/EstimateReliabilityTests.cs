using ActiveLabel.Api.Items;
using ActiveLabel.Api.Judgements;
using ActiveLabel.Api.Projects;
using ActiveLabel.Api.Tests.Storage;
using ActiveLabel.Domain.Items;
using ActiveLabel.Domain.Judgements;
using ActiveLabel.Domain.Projects;
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
            crowd.LabelPrior, known.Confusion, [1], ItemPosterior.UsualCorrelation(2), expected);
        var item = await db.Consensus.SingleAsync(consensus => consensus.ItemId == next.ItemId);
        Assert.Equal(expected[1], item.Posterior[1], 1e-6);
    }

    [SkippableTheory, MemberData(nameof(Providers))]
    public async Task Each_question_has_reliabilities_and_posteriors_of_its_own(Provider provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        var project = await TwoQuestionsAsync(database, items: 20);
        foreach (var name in new[] { "Ada", "Ben", "Cay" })
        {
            var worker = await database.CreateWorkerAsync(project, name);
            while (await database.ClaimAsync(project, worker, 10) is { Count: > 0 } leases)
                foreach (var lease in leases)
                {
                    var isEven = lease.TaskId.Value % 2 == 0;
                    // Cay knows animals, and says of each that it is big.
                    Assert.IsType<SubmitResult.Recorded>(await database.Submit.ExecuteAsync(
                        project,
                        worker,
                        new(
                            lease.TaskId,
                            lease.Token,
                            [
                                new("animal", new SingleChoiceValue(isEven ? "cat" : "dog")),
                                new("size", new SingleChoiceValue(name == "Cay" || isEven ? "big" : "small")),
                            ],
                            $"{lease.TaskId.Value}"),
                        CancellationToken.None));
                }
        }

        var result = await database.EstimateReliability.ExecuteAsync(project, CancellationToken.None);

        Assert.Equal((60, 20, 3), (result.Judgements, result.Items, result.Workers));
        await using var db = database.CreateDbContext();
        var cay = await db.Workers.Where(worker => worker.Name == "Cay").Select(worker => worker.Id).SingleAsync();
        var accuracy = await db.Reliability.Where(row => row.WorkerId == cay)
            .ToDictionaryAsync(row => row.QuestionKey, row => row.Accuracy);
        Assert.True(accuracy["animal"] > accuracy["size"] + 0.2, string.Join(' ', accuracy.Values));
        var sizes = await db.Consensus.Where(row => row.QuestionKey == "size").Join(
            db.Tasks, row => row.ItemId, task => task.ItemId, (row, task) => new { row, task }).ToListAsync();
        Assert.Equal(20, sizes.Count);
        Assert.All(sizes, pair => Assert.Equal(pair.task.Id.Value % 2 == 0 ? 0 : 1, pair.row.Label));
        Assert.Equal(
            await db.Consensus.Where(row => row.QuestionKey == "animal").SumAsync(row => row.Confidence),
            (await db.Counters.SingleAsync()).ConfidenceSum,
            1e-6);
    }

    private static async Task<Project> TwoQuestionsAsync(TestDatabase database, int items)
    {
        var created = await new CreateProject(database.Writing, TimeProvider.System).ExecuteAsync(
            new(1),
            new(
                "Two",
                new(1, "Look closely.",
                [
                    new("animal", "Which?", AnnotationType.SingleChoice, [new("cat", "Cat"), new("dog", "Dog")]),
                    new("size", "How big?", AnnotationType.SingleChoice, [new("big", "Big"), new("small", "Small")]),
                ]),
                new(new RandomShares(), JudgementsMin: 3, JudgementsMax: 3, ControlJudgements: 3),
                Seed: 7,
                IdempotencyKey: "two"),
            CancellationToken.None);
        var project = Assert.IsType<CreateProjectResult.Created>(created).Project;
        await database.AddItems.ExecuteAsync(
            project,
            [.. Enumerable.Range(0, items).Select(index => new NewItem($"item-{index}", "{}"))],
            CancellationToken.None);
        return project;
    }
}
