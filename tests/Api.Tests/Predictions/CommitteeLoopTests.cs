using ActiveLabel.Api.Acquisition;
using ActiveLabel.Api.Demo;
using ActiveLabel.Api.Simulation;
using ActiveLabel.Domain.Acquisition;
using ActiveLabel.Domain.Items;
using ActiveLabel.Domain.Predictions;
using ActiveLabel.Domain.Projects;
using ActiveLabel.Domain.Tasks;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace ActiveLabel.Api.Tests.Predictions;

/// <summary>A queue in the order of a committee's disagreement, with the real inference process.</summary>
public sealed class CommitteeLoopTests : IAsyncLifetime
{
    private LearningLoop _loop = null!;

    public async Task InitializeAsync()
    {
        var tickets = TicketGenerator.Generate(400, seed: 1);
        _loop = await LearningLoop.StartAsync(
            [.. tickets.Select(ticket => new LabeledRow(ItemContent.DataOf(ticket.Text), ticket.Intent))],
            TicketGenerator.Labels);
        await _loop.JudgeAsync(100);
    }

    public Task DisposeAsync() => _loop.DisposeAsync().AsTask();

    [Theory, InlineData(Strategy.Bald), InlineData(Strategy.VoteEntropy)]
    public async Task The_queue_is_in_the_order_of_the_disagreement_and_what_is_known_is_not_asked_again(
        Strategy strategy)
    {
        await _loop.ChangeAsync(settings => settings with { Strategy = strategy });
        await _loop.RetrainAsync();

        var reranked = await _loop.RerankAsync();

        var serving = await ServingAsync();
        Assert.Equal((Disagreement.CommitteeDefault, strategy, null),
            (serving.Committee, reranked.Strategy, reranked.Fallback));
        var queue = await RankedAsync();
        var function = AcquisitionFunctions.Of(strategy)!;
        Assert.Equal(queue.Select(row => row.Score(function)), queue.Select(row => row.Uncertainty));
        Assert.Equal(queue.OrderByDescending(row => row.Uncertainty).Select(row => row.Uncertainty),
            queue.Select(row => row.Uncertainty));
        Assert.True(queue[0].Uncertainty > 0, "Nobody disagrees about anything.");
        var asked = await _loop.Services.GetRequiredService<IPredictor>().PredictAsync(
            serving.Reference, queue.ConvertAll(row => ItemInput.Of(row.Data).Value), CancellationToken.None);
        Assert.Equal(asked.Select(said => said.Disagreement), queue.Select(row => row.Disagreement));

        await _loop.RerankAsync();

        Assert.Equal(queue.Select(row => row.Item), (await RankedAsync()).Select(row => row.Item));
    }

    [Fact]
    public async Task A_model_without_a_committee_ranks_by_the_margin_and_says_so_until_one_is_trained()
    {
        await _loop.RetrainAsync();
        await _loop.ChangeAsync(settings => settings with { Strategy = Strategy.Bald });

        var without = await _loop.RerankAsync();

        Assert.Equal((Strategy.Margin, StrategyFallback.NoCommittee), (without.Strategy, without.Fallback));
        Assert.Contains("no committee for BALD", without.Message, StringComparison.Ordinal);
        var queue = await RankedAsync();
        Assert.Equal(queue.Select(row => row.Score(new Margin())), queue.Select(row => row.Uncertainty));
        Assert.All(queue, row => Assert.Null(row.Disagreement));
        Assert.Empty(await PicksAsync());

        // No label has come; the strategy alone is worth a training.
        var trained = await _loop.RetrainAsync();
        var with = await _loop.RerankAsync();

        Assert.Equal((2, true), (trained.Version, trained.IsPromoted));
        Assert.Equal((Strategy.Bald, null), (with.Strategy, with.Fallback));
        Assert.Null((await _loop.RetrainAsync()).Version);
    }

    [Fact]
    public async Task A_project_that_only_compares_sees_what_a_committee_would_have_picked()
    {
        await _loop.ChangeAsync(settings => settings with { Committee = 4 });
        await _loop.RetrainAsync();

        await _loop.RerankAsync();

        Assert.Equal(4, (await ServingAsync()).Committee);
        var (queue, picks) = (await RankedAsync(), await PicksAsync());
        Assert.Equal([Strategy.Bald, Strategy.VoteEntropy], picks.Select(pick => pick.Strategy));
        Assert.All(picks, pick =>
        {
            var function = AcquisitionFunctions.Of(pick.Strategy)!;
            var scores = queue.ToDictionary(row => row.Item, row => row.Score(function));
            Assert.Equal(
                scores.Values.OrderDescending().Take(pick.Items.Count), pick.Items.Select(item => scores[item]));
        });
    }

    private async Task<ModelVersion> ServingAsync()
    {
        await using var db = await _loop.OpenAsync();
        return await db.ModelVersions.AsNoTracking().SingleAsync(model => model.Stage == ModelStage.Serving);
    }

    private async Task<List<StrategyPick>> PicksAsync()
    {
        await using var db = await _loop.OpenAsync();
        return [.. (await db.StrategyPicks.AsNoTracking().SingleAsync()).Picks
            .Where(pick => AcquisitionFunctions.AsksCommittee(pick.Strategy))];
    }

    /// <returns>The ranked queue that nobody has begun, the first one first.</returns>
    private async Task<List<Row>> RankedAsync()
    {
        await using var db = await _loop.OpenAsync();
        return await (from entry in db.Queue
                      join task in db.Tasks on entry.TaskId equals task.Id
                      join item in db.Items on entry.ItemId equals item.Id
                      join content in db.ItemContents on item.Id equals content.ItemId
                      join said in db.Predictions on item.Id equals said.ItemId
                      where entry.State == QueueState.Open && entry.Filled == 0 && item.Arm == Arm.Ranked
                      orderby entry.Position
                      select new Row(
                          item.Id.Value, content.Data, said.Probabilities, said.Disagreement, task.Uncertainty))
            .ToListAsync();
    }

    private sealed record Row(
        long Item, string Data, float[] Probabilities, Disagreement? Disagreement, double? Uncertainty)
    {
        public double? Score(IAcquisitionFunction function) => function.Score(new(Probabilities, Disagreement));
    }
}
