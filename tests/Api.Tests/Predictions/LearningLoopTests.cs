using System.Diagnostics;
using ActiveLabel.Api.Acquisition;
using ActiveLabel.Api.Demo;
using ActiveLabel.Api.Events;
using ActiveLabel.Api.Predictions;
using ActiveLabel.Api.Simulation;
using ActiveLabel.Domain.Acquisition;
using ActiveLabel.Domain.Items;
using ActiveLabel.Domain.Predictions;
using ActiveLabel.Domain.Projects;
using ActiveLabel.Domain.Sizing;
using ActiveLabel.Domain.Tasks;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace ActiveLabel.Api.Tests.Predictions;

/// <summary>Labels to model to queue and back, with the real inference process.</summary>
public sealed class LearningLoopTests : IAsyncLifetime
{
    private LearningLoop _loop = null!;

    public async Task InitializeAsync()
    {
        var tickets = TicketGenerator.Generate(600, seed: 1);
        _loop = await LearningLoop.StartAsync(
            [.. tickets.Select(ticket => new LabeledRow(ItemContent.DataOf(ticket.Text), ticket.Intent))],
            TicketGenerator.Labels);
    }

    public Task DisposeAsync() => _loop.DisposeAsync().AsTask();

    [Fact]
    public async Task Few_labels_make_no_model_and_say_why()
    {
        await _loop.JudgeAsync(5);

        var trained = await _loop.RetrainAsync();

        Assert.Null(trained.Version);
        Assert.Contains("a model is trained from 8 on", trained.Decision, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Typical_items_come_first_in_a_queue_of_which_only_the_head_is_laid()
    {
        var tickets = TicketGenerator.Generate(MoveTasks.HeadMax + (MoveTasks.HeadMax / 2), seed: 2);
        // The project's first order is laid as it is made.
        await using var loop = await LearningLoop.StartAsync(
            [.. tickets.Select(ticket => new LabeledRow(ItemContent.DataOf(ticket.Text), ticket.Intent))],
            TicketGenerator.Labels);
        await using var db = await loop.OpenAsync();

        var reasons = await (
            from entry in db.Queue
            join item in db.Items on entry.ItemId equals item.Id
            join task in db.Tasks on entry.TaskId equals task.Id
            where item.Arm == Arm.Ranked
            orderby entry.Position
            select task.Reason).ToListAsync();

        Assert.True(reasons.Count > MoveTasks.HeadMax, $"{reasons.Count} are few.");
        Assert.All(
            reasons.Take(DefaultAcquisition.FirstBatch), reason => Assert.Equal(TaskReason.Representative, reason));
        Assert.Equal(DefaultAcquisition.FirstBatch, reasons.Count(reason => reason == TaskReason.Representative));
    }

    [Fact]
    public async Task A_serving_version_that_is_not_run_any_more_is_quarantined_and_the_next_takes_over()
    {
        await _loop.JudgeAsync(200);
        await _loop.RetrainAsync();
        await BreakAsync();

        var reranked = await AgainAsync(_loop.RerankAsync);

        Assert.Contains("Version 1 serves no more", reranked.Message, StringComparison.Ordinal);
        await using var db = await _loop.OpenAsync();
        var broken = await db.ModelVersions.AsNoTracking().SingleAsync();
        Assert.Equal(ModelStage.Quarantined, broken.Stage);
        Assert.Contains("is not the one that its card was written for", broken.Decision, StringComparison.Ordinal);
        Assert.Contains(
            "MODEL_QUARANTINED",
            (await db.Events.Where(row => row.Kind == EventKind.AlertRaised).Select(row => row.Details).ToListAsync())
                .Single(),
            StringComparison.Ordinal);
        await _loop.JudgeAsync(20);
        Assert.True((await _loop.RetrainAsync()).IsPromoted);
        Assert.True((await _loop.RerankAsync()).Moved > 0);
    }

    /// <summary>Changes the file of the version that serves, and ends the process that has loaded it.</summary>
    private async Task BreakAsync()
    {
        var project = await _loop.ProjectAsync();
        var reference = ModelVersion.ReferenceOf(project.Id, 1);
        var file = Directory.GetFiles(
            Path.Combine(_loop.ModelsDirectory, reference.Name, $"{reference.Version}"), "*.onnx").Single();
        await File.AppendAllTextAsync(file, "x");
        using var process = Process.GetProcessById(
            _loop.Services.GetRequiredService<InferenceProcess>().ProcessId!.Value);
        process.Kill();
    }

    private static async Task<T> AgainAsync<T>(Func<Task<T>> ask)
    {
        for (var tries = 0; ; tries++)
            try
            {
                return await ask();
            }
            catch (InferenceUnavailableException) when (tries < 100)
            {
                await Task.Delay(100);
            }
    }

    [Fact]
    public async Task The_first_model_serves_and_its_scores_order_the_ranked_queue()
    {
        await _loop.JudgeAsync(200);

        var trained = await _loop.RetrainAsync();
        var before = await QueueAsync();
        var reranked = await _loop.RerankAsync();

        Assert.Equal((1, true), (trained.Version, trained.IsPromoted));
        var after = await QueueAsync();
        Assert.Equal(before.Count(row => row.Arm == Arm.Ranked), reranked.Moved);
        Assert.Equal(
            before.Where(row => row.Arm != Arm.Ranked).OrderBy(row => row.Id),
            after.Where(row => row.Arm != Arm.Ranked).OrderBy(row => row.Id));
        var ranked = after.Where(row => row.Arm == Arm.Ranked).OrderBy(row => row.Position).ToList();
        Assert.All(ranked, row => Assert.Equal(TaskReason.ModelUncertainty, row.Reason));
        // The next batch, and behind it the rest: each the most uncertain first.
        var batch = DefaultAcquisition.BatchSize(trained.Labels);
        foreach (var part in new[] { ranked[..batch], ranked[(batch + 5)..] })
            Assert.Equal(
                part.OrderByDescending(row => row.Uncertainty).Select(row => row.Uncertainty),
                part.Select(row => row.Uncertainty));
    }

    [Fact]
    public async Task What_is_kept_of_each_open_item_is_what_the_model_says_of_it()
    {
        await _loop.JudgeAsync(60);
        await _loop.RetrainAsync();

        var reranked = await _loop.RerankAsync();

        await using var db = await _loop.OpenAsync();
        var kept = await (from prediction in db.Predictions
                          join content in db.ItemContents on prediction.ItemId equals content.ItemId
                          join entry in db.Queue on prediction.ItemId equals entry.ItemId
                          where entry.State != QueueState.Closed
                          select new { content.Data, prediction.Probabilities }).ToListAsync();
        Assert.Equal(600 - 60, kept.Count); // several pages of tasks
        Assert.Equal(kept.Count, reranked.Scored);
        var serving = await db.ModelVersions.SingleAsync(model => model.Stage == ModelStage.Serving);
        var asked = await _loop.Services.GetRequiredService<IPredictor>().PredictAsync(
            serving.Reference, kept.ConvertAll(row => ItemInput.Of(row.Data).Value), CancellationToken.None);
        Assert.Equal(asked.Select(said => said.Probabilities), kept.Select(row => row.Probabilities));
    }

    [Fact]
    public async Task What_a_version_has_said_it_is_not_asked_again()
    {
        await _loop.JudgeAsync(60);
        await _loop.RetrainAsync();
        await _loop.RerankAsync();
        await using var db = await _loop.OpenAsync();
        // One item that was never scored, as if it had just come in.
        var latest = await db.Queue.Where(entry => entry.State == QueueState.Open).MaxAsync(entry => entry.ItemId);
        await db.Predictions.Where(said => said.ItemId == latest).ExecuteDeleteAsync();
        var before = await db.Predictions.AsNoTracking().OrderBy(said => said.ItemId).ToListAsync();
        var order = (await QueueAsync()).OrderBy(row => row.Position).ToList();

        await _loop.RerankAsync();

        var after = await db.Predictions.AsNoTracking().OrderBy(said => said.ItemId).ToListAsync();
        Assert.Equal(
            before.Select(said => (said.ItemId, said.ScoredAt)),
            after.Where(said => said.ItemId != latest).Select(said => (said.ItemId, said.ScoredAt)));
        Assert.Equal(before.Count + 1, after.Count);
        Assert.Equal(order, (await QueueAsync()).OrderBy(row => row.Position));
    }

    [Fact]
    public async Task What_other_strategies_would_have_picked_stands_beside_the_order()
    {
        await _loop.JudgeAsync(200);
        await _loop.RetrainAsync();
        await _loop.RerankAsync();

        await using var db = await _loop.OpenAsync();
        var picks = (await db.StrategyPicks.AsNoTracking().SingleAsync()).Picks;
        // No model here has a committee that could be asked.
        Assert.Equal(
            Enum.GetValues<Strategy>().Where(strategy => !AcquisitionFunctions.AsksCommittee(strategy)),
            picks.Select(pick => pick.Strategy));
        var queue = (await QueueAsync()).Where(row => row.Arm == Arm.Ranked).ToList();
        var own = picks.Single(pick => pick.Strategy == Strategy.Default);
        Assert.Equal(
            queue.OrderBy(row => row.Position).Take(own.Items.Count).Select(row => row.Item), own.Items);
        Assert.Equal(1, own.Shared);
        var said = await db.Predictions.AsNoTracking().ToDictionaryAsync(row => row.ItemId.Value);
        AssertHighest(Strategy.Margin, new Margin());
        AssertHighest(Strategy.Entropy, new PredictiveEntropy());
        AssertHighest(Strategy.LeastConfidence, new LeastConfidence());
        var random = picks.Single(pick => pick.Strategy == Strategy.Random);
        Assert.True(random.MeanConfidence > own.MeanConfidence);

        void AssertHighest(Strategy strategy, IAcquisitionFunction function)
        {
            double ScoreOf(long item) => function.Score(new(said[item].Probabilities))!.Value;
            var pick = picks.Single(one => one.Strategy == strategy);
            Assert.Equal(
                queue.Select(row => ScoreOf(row.Item)).OrderDescending().Take(pick.Items.Count),
                pick.Items.Select(ScoreOf));
        }
    }

    [Fact]
    public async Task Any_stretch_of_the_ranked_queue_holds_the_random_shares_in_their_proportion()
    {
        await _loop.JudgeAsync(200);
        await _loop.RetrainAsync();
        await _loop.RerankAsync();

        var queue = (await QueueAsync()).OrderBy(row => row.Position).ToList();

        var (first, second) = (queue[..(queue.Count / 2)], queue[(queue.Count / 2)..]);
        Assert.Equal(ShareOfRanked(first), ShareOfRanked(second), 0.12);

        static double ShareOfRanked(List<Row> rows) => rows.Average(row => row.Arm == Arm.Ranked ? 1.0 : 0);
    }

    [Fact]
    public async Task Every_training_adds_to_the_learning_curve_and_nothing_is_trained_twice()
    {
        await _loop.JudgeAsync(500);
        var first = await _loop.RetrainAsync();
        var again = await _loop.RetrainAsync();
        await _loop.JudgeAsync(60);
        var second = await _loop.RetrainAsync();

        Assert.Equal((1, null, 2), (first.Version, again.Version, second.Version));
        await using var db = await _loop.OpenAsync();
        var points = await db.LearningCurve.AsNoTracking().OrderBy(point => point.Id).ToListAsync();
        var curve = points.FindAll(point => point.Dimension == CurveDimension.Project);
        Assert.Equal([first.Labels, second.Labels], curve.Where(p => p.Arm == CurveArm.All).Select(p => p.Labels));
        // What came first is measured once: a few more labels change nothing of it.
        Assert.Equal(
            [8, 16, 32, 64, 128, 256], curve.Where(p => p.Arm == CurveArm.Arrival).Select(p => p.Labels).Order());
        Assert.Equal(
            curve.Where(p => p.Arm == CurveArm.Random).Select(p => p.Labels),
            curve.Where(p => p.Arm == CurveArm.Ranked).Select(p => p.Labels));
        Assert.Contains(curve, point => point.Arm == CurveArm.Random);
        // Whoever watches the curve hears of each point: a training's own and those of the arms.
        var told = await db.Events.AsNoTracking().Where(happened => happened.Kind == EventKind.MetricsChanged)
            .Select(happened => happened.Details).ToListAsync();
        Assert.Equal(
            curve.Count, told.Count(details => details.Contains("LearningCurve", StringComparison.Ordinal)));
        Assert.Equal(1, await db.ModelVersions.CountAsync(model => model.Stage == ModelStage.Serving));
        Assert.All(curve, point => Assert.InRange(point.Measurement.MacroF1!.Value, 0, 1));
    }

    [Fact]
    public async Task A_model_whose_file_has_gone_is_named()
    {
        await _loop.JudgeAsync(100);
        await _loop.RetrainAsync();
        await _loop.Services.GetRequiredService<ITrainer>()
            .DeleteAsync(new($"project-{(await _loop.ProjectAsync()).Id.Value}", 1), CancellationToken.None);

        var error = await Assert.ThrowsAsync<ModelNotAvailableException>(
            () => _loop.RerankAsync());

        Assert.Contains("There is no model project-1", error.Message, StringComparison.Ordinal);
    }

    private async Task<List<Row>> QueueAsync()
    {
        await using var db = await _loop.OpenAsync();
        return await (from entry in db.Queue
                      join task in db.Tasks on entry.TaskId equals task.Id
                      join item in db.Items on entry.ItemId equals item.Id
                      where entry.State == QueueState.Open && entry.Filled == 0
                      select new Row(
                          task.Id.Value, item.Id.Value, item.Arm, entry.Position, task.Reason, task.Uncertainty))
            .ToListAsync();
    }

    private sealed record Row(long Id, long Item, Arm Arm, double Position, TaskReason Reason, double? Uncertainty);
}
