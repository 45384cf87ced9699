using ActiveLabel.Api.Bias;
using ActiveLabel.Api.Tests.Storage;
using ActiveLabel.Domain.Items;
using ActiveLabel.Domain.TruthInference;
using ActiveLabel.Domain.Workers;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace ActiveLabel.Api.Tests.Bias;

public sealed class BiasTruthsTests
{
    private const int Items = 2_000;

    [SkippableTheory]
    [InlineData(Provider.Sqlite)]
    [InlineData(Provider.PostgreSql)]
    public async Task An_answer_has_no_part_in_what_it_is_held_against(Provider provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        var project = await database.CreateProjectAsync(itemCount: 0);
        await using var db = database.CreateDbContext();
        var random = new Random(5);
        // Three who toss a coin: with a part in the majority each would be right three times of four.
        var answers = Enumerable.Range(1, Items).SelectMany(item => Enumerable.Range(1, 3).Select(
            worker => (new ItemId(item), new WorkerId(worker), random.Next(2)))).ToList();

        var truths = await BiasTruths.OfAsync(
            db, project, project.Schema.Questions[0], answers, CancellationToken.None);

        var right = truths.Zip(answers).Count(pair => pair.First == pair.Second.Item3);
        Assert.Equal(0.5, right / (double)answers.Count, 0.03);
    }

    [SkippableTheory]
    [InlineData(Provider.Sqlite)]
    [InlineData(Provider.PostgreSql)]
    public async Task What_was_decided_stands_and_one_other_is_too_few(Provider provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        var project = await database.CreateProjectAsync(itemCount: 2);
        await using var db = database.CreateDbContext();
        var items = await db.Items.OrderBy(item => item.Id).Select(item => item.Id).ToListAsync();
        var decided = new ItemConsensus
        {
            ItemId = items[0],
            QuestionKey = "animal",
            OrganizationId = project.OrganizationId,
            ProjectId = project.Id,
            Label = 0,
            Posterior = [1, 0],
            Confidence = 1,
            JudgementCount = 2,
            EstimatedAt = project.CreatedAt,
        };
        decided.Decide(1, 2, project.CreatedAt);
        db.Consensus.Add(decided);
        await db.SaveChangesAsync();
        var answers = items.SelectMany(item => new[] { (item, new WorkerId(1), 0), (item, new WorkerId(2), 0) })
            .ToList();

        var truths = await BiasTruths.OfAsync(
            db, project, project.Schema.Questions[0], answers, CancellationToken.None);

        Assert.Equal([1, 1, null, null], truths);
    }
}
