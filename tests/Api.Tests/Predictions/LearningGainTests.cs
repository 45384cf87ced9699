using ActiveLabel.Api.Projects;
using ActiveLabel.Api.Simulation;
using ActiveLabel.Api.Sizing;
using ActiveLabel.Domain.Items;
using ActiveLabel.Domain.Sizing;
using ActiveLabel.Domain.Tasks;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace ActiveLabel.Api.Tests.Predictions;

/// <summary>What the order of the queue gains, measured where it cannot gain anything.</summary>
public sealed class LearningGainTests : IAsyncLifetime
{
    private static readonly string[] Words =
        ["ash", "birch", "cedar", "elm", "fir", "hazel", "larch", "maple", "oak", "pine", "rowan", "willow"];

    private LearningLoop _loop = null!;

    public async Task InitializeAsync()
    {
        // Labels by the toss of a coin: no item teaches more than another.
        var random = new Random(7);
        var rows = Enumerable.Range(0, 700).Select(_ => new LabeledRow(
            ItemContent.DataOf(string.Join(' ', Enumerable.Range(0, 6).Select(_ => Words[random.Next(Words.Length)]))),
            random.Next(2) == 0 ? "heads" : "tails"));
        _loop = await LearningLoop.StartAsync([.. rows], ["heads", "tails"]);
    }

    public Task DisposeAsync() => _loop.DisposeAsync().AsTask();

    [Fact]
    public async Task Where_no_order_helps_the_measured_gain_says_so_and_the_queue_can_go_back_to_chance()
    {
        await _loop.JudgeAsync(450);
        await _loop.RetrainAsync();
        await _loop.RerankAsync();
        Assert.Equal([TaskReason.ModelUncertainty], await ReasonsAsync());

        await using var db = await _loop.OpenAsync();
        var project = await _loop.ProjectAsync();
        var gain = await LearningGainType.LatestAsync(db, project.Id, CancellationToken.None);
        Assert.NotNull(gain);
        Assert.Equal(LearningGainVerdict.NoGain, gain.Verdict);
        Assert.True(gain.Low < 0 && gain.High > 0 && gain.Items >= 30, $"{gain}");

        await _loop.Services.GetRequiredService<UpdateSettings>().ExecuteAsync(
            project, before => before with { RandomWithoutGain = true }, CancellationToken.None);
        var laid = await _loop.RerankAsync();
        var again = await _loop.RerankAsync();

        Assert.Equal([TaskReason.RandomStrategy], await ReasonsAsync());
        Assert.True(laid.Moved > 0);
        Assert.Contains("the order is random", laid.Message, StringComparison.Ordinal);
        Assert.Equal(0, again.Moved); // what stands at random stays
    }

    private async Task<List<TaskReason>> ReasonsAsync()
    {
        await using var db = await _loop.OpenAsync();
        return await (from entry in db.Queue
                      join task in db.Tasks on entry.TaskId equals task.Id
                      join item in db.Items on entry.ItemId equals item.Id
                      where entry.State == QueueState.Open && entry.Filled == 0 && item.Arm == Arm.Ranked
                      select task.Reason).Distinct().ToListAsync();
    }
}
