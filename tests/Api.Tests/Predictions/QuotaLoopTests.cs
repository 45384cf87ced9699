using ActiveLabel.Api.Demo;
using ActiveLabel.Api.Simulation;
using ActiveLabel.Domain.Acquisition;
using ActiveLabel.Domain.Items;
using ActiveLabel.Domain.Projects;
using ActiveLabel.Domain.Tasks;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace ActiveLabel.Api.Tests.Predictions;

/// <summary>Quotas of batches, with the real inference process.</summary>
public sealed class QuotaLoopTests : IAsyncLifetime
{
    private const string Rare = """{"region":"north"}""";
    private const double Share = 0.4;
    private LearningLoop _loop = null!;

    public async Task InitializeAsync()
    {
        var tickets = TicketGenerator.Generate(600, seed: 1);
        _loop = await LearningLoop.StartAsync(
            [.. tickets.Select((ticket, index) => new LabeledRow(
                ItemContent.DataOf(ticket.Text), ticket.Intent, index % 12 == 0 ? Rare : """{"region":"south"}"""))],
            TicketGenerator.Labels);
    }

    public Task DisposeAsync() => _loop.DisposeAsync().AsTask();

    [Theory, InlineData(Strategy.Default), InlineData(Strategy.Entropy)]
    public async Task A_rare_slice_gets_its_share_of_the_next_batch(Strategy strategy)
    {
        await _loop.JudgeAsync(200);
        var batch = DefaultAcquisition.BatchSize((await _loop.RetrainAsync()).Labels);
        await _loop.ChangeAsync(settings => settings with { Strategy = strategy });
        await _loop.RerankAsync();
        var before = await QueueAsync();

        await AskForNorthAsync();
        await _loop.RerankAsync();

        var after = await QueueAsync();
        Assert.True(before.Take(batch).Count(row => row.Attributes == Rare) < Share * batch);
        for (var count = 1; count <= batch; count++)
            Assert.True(after.Take(count).Count(row => row.Attributes == Rare) >= Share * count, $"of {count}");
        // The rest of the batch is the strategy's, and behind it nobody is missing.
        var others = after.Take(batch).Where(row => row.Attributes != Rare).ToList();
        Assert.Equal(before.Where(row => row.Attributes != Rare).Take(others.Count), others);
        Assert.Equal(before.Select(row => row.Item).Order(), after.Select(row => row.Item).Order());
        // What would be picked keeps the quotas too, by chance excepted.
        await using var db = await _loop.OpenAsync();
        var picks = (await db.StrategyPicks.AsNoTracking().SingleAsync()).Picks;
        var rare = after.Where(row => row.Attributes == Rare).Select(row => row.Item).ToHashSet();
        Assert.All(
            picks.Where(pick => pick.Strategy != Strategy.Random),
            pick => Assert.True(
                pick.Items.Count(rare.Contains) >= Share * pick.Items.Count, $"{pick.Strategy}"));
        Assert.Equal(1, picks.Single(pick => pick.Strategy == strategy).Shared);
    }

    [Fact]
    public async Task Before_a_model_serves_typical_items_make_room_for_the_slice()
    {
        await AskForNorthAsync();
        await _loop.RerankAsync();

        var first = (await QueueAsync())[..DefaultAcquisition.FirstBatch];

        Assert.Equal(Share * first.Count, first.Count(row => row.Attributes == Rare), 1.0);
        Assert.All(first, row => Assert.Equal(TaskReason.Representative, row.Reason));
    }

    [Fact]
    public async Task Class_balance_brings_what_the_model_takes_for_the_rarest_choices()
    {
        await _loop.JudgeAsync(200);
        var batch = DefaultAcquisition.BatchSize((await _loop.RetrainAsync()).Labels);
        await _loop.RerankAsync();
        var before = await CountsAfterAsync(batch);

        await _loop.ChangeAsync(settings => settings with { ClassBalance = 1 });
        await _loop.RerankAsync();

        var after = await CountsAfterAsync(batch);
        Assert.Equal(before.Sum(), after.Sum());
        Assert.True(after.Min() > before.Min(), $"{string.Join(' ', before)} became {string.Join(' ', after)}");
    }

    private Task AskForNorthAsync()
        => _loop.ChangeAsync(settings => settings with { SliceQuotas = [new("region", "north", Share)] });

    /// <returns>Labels of each choice when the batch is done, where the model is right.</returns>
    private async Task<int[]> CountsAfterAsync(int batch)
    {
        var next = (await QueueAsync()).Take(batch).Select(row => new ItemId(row.Item)).ToList();
        await using var db = await _loop.OpenAsync();
        var labeled = await (from item in db.Items
                             join consensus in db.Consensus on item.Id equals consensus.ItemId
                             where item.State == ItemState.Done && item.Arm != Arm.Control
                             select consensus.Label).ToListAsync();
        var said = await db.Predictions.Where(row => next.Contains(row.ItemId)).Select(row => row.Probabilities)
            .ToListAsync();
        var counts = new int[TicketGenerator.Labels.Count];
        foreach (var label in labeled.Concat(said.Select(row => Array.IndexOf(row, row.Max()))))
            counts[label]++;
        return counts;
    }

    /// <returns>The ranked queue in its order.</returns>
    private async Task<List<Row>> QueueAsync()
    {
        await using var db = await _loop.OpenAsync();
        return await (from entry in db.Queue
                      join task in db.Tasks on entry.TaskId equals task.Id
                      join item in db.Items on entry.ItemId equals item.Id
                      where entry.State == QueueState.Open && entry.Filled == 0 && item.Arm == Arm.Ranked
                      orderby entry.Position
                      select new Row(item.Id.Value, item.Attributes, task.Reason)).ToListAsync();
    }

    private sealed record Row(long Item, string Attributes, TaskReason Reason);
}
