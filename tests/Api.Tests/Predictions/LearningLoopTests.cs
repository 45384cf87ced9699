using ActiveLabel.Api.Acquisition;
using ActiveLabel.Api.Demo;
using ActiveLabel.Api.Events;
using ActiveLabel.Api.Predictions;
using ActiveLabel.Api.Simulation;
using ActiveLabel.Api.Sizing;
using ActiveLabel.Api.Storage;
using ActiveLabel.Domain.Acquisition;
using ActiveLabel.Domain.Items;
using ActiveLabel.Domain.Predictions;
using ActiveLabel.Domain.Projects;
using ActiveLabel.Domain.Sizing;
using ActiveLabel.Domain.Tasks;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Xunit;
using TemporaryDirectory = ActiveLabel.Api.Tests.CommandLine.TemporaryDirectory;

namespace ActiveLabel.Api.Tests.Predictions;

/// <summary>Labels to model to queue and back, with the real inference process.</summary>
public sealed class LearningLoopTests : IAsyncLifetime, IDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private readonly IHost _host;
    private SimulatedProject _simulated = null!;

    public LearningLoopTests()
    {
        var builder = Host.CreateEmptyApplicationBuilder(new());
        builder.Services
            .AddStorage(new(DatabaseProvider.Sqlite, $"Data Source={_directory.PathOf("loop.db")}"))
            .AddUseCases()
            .AddInference(new(null, _directory.PathOf("models")) { ProgramDirectory = InferenceProgram.Directory() });
        _host = builder.Build();
    }

    public async Task InitializeAsync()
    {
        await MigrateDatabase.ExecuteAsync(_host.Services, CancellationToken.None);
        await _host.StartAsync();
        var tickets = TicketGenerator.Generate(600, seed: 1);
        _simulated = await SimulatedProject.CreateAsync(
            _host.Services,
            new(
                Strategy.Default,
                Seed: 1,
                [.. tickets.Select(ticket => new LabeledRow(ItemContent.DataOf(ticket.Text), ticket.Intent))],
                Test: null,
                TicketGenerator.Labels,
                Crew.Oracle(),
                IsOracle: true,
                Budget: null),
            CancellationToken.None);
    }

    public async Task DisposeAsync()
    {
        await _host.StopAsync();
        _host.Dispose();
        SqliteConnection.ClearAllPools();
    }

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task Few_labels_make_no_model_and_say_why()
    {
        await JudgeAsync(10);

        var trained = await RetrainAsync();

        Assert.Null(trained.Version);
        Assert.Contains("a model is trained from 20 on", trained.Decision, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_first_model_serves_and_its_scores_order_the_ranked_queue()
    {
        await JudgeAsync(200);

        var trained = await RetrainAsync();
        var before = await QueueAsync();
        var reranked = await _host.Services.GetRequiredService<RerankQueue>()
            .ExecuteAsync(await ProjectAsync(), CancellationToken.None);

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
    public async Task Any_stretch_of_the_ranked_queue_holds_the_random_shares_in_their_proportion()
    {
        await JudgeAsync(200);
        await RetrainAsync();
        await _host.Services.GetRequiredService<RerankQueue>()
            .ExecuteAsync(await ProjectAsync(), CancellationToken.None);

        var queue = (await QueueAsync()).OrderBy(row => row.Position).ToList();

        var (first, second) = (queue[..(queue.Count / 2)], queue[(queue.Count / 2)..]);
        Assert.Equal(ShareOfRanked(first), ShareOfRanked(second), 0.12);

        static double ShareOfRanked(List<Row> rows) => rows.Average(row => row.Arm == Arm.Ranked ? 1.0 : 0);
    }

    [Fact]
    public async Task Every_training_adds_to_the_learning_curve_and_nothing_is_trained_twice()
    {
        await JudgeAsync(350);
        var first = await RetrainAsync();
        var again = await RetrainAsync();
        await JudgeAsync(60);
        var second = await RetrainAsync();

        Assert.Equal((1, null, 2), (first.Version, again.Version, second.Version));
        await using var db = await OpenAsync();
        var points = await db.LearningCurve.AsNoTracking().OrderBy(point => point.Id).ToListAsync();
        var curve = points.FindAll(point => point.Dimension == CurveDimension.Project);
        Assert.Equal([first.Labels, second.Labels], curve.Where(p => p.Arm == CurveArm.All).Select(p => p.Labels));
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
        await JudgeAsync(100);
        await RetrainAsync();
        await _host.Services.GetRequiredService<ITrainer>()
            .DeleteAsync(new($"project-{(await ProjectAsync()).Id.Value}", 1), CancellationToken.None);

        var error = await Assert.ThrowsAsync<ModelNotAvailableException>(
            async () => await _host.Services.GetRequiredService<RerankQueue>()
                .ExecuteAsync(await ProjectAsync(), CancellationToken.None));

        Assert.Contains("There is no model project-1", error.Message, StringComparison.Ordinal);
    }

    private async Task JudgeAsync(int judgements)
    {
        for (var judged = 0; judged < judgements; judged++)
            await _simulated.JudgeRoundAsync(oracleTasks: 1, CancellationToken.None);
    }

    private async Task<RetrainResult> RetrainAsync()
        => await _host.Services.GetRequiredService<RetrainModel>()
            .ExecuteAsync(await ProjectAsync(), CancellationToken.None);

    private async Task<Project> ProjectAsync()
    {
        await using var db = await OpenAsync();
        return await db.Projects.AsNoTracking().SingleAsync();
    }

    private async Task<List<Row>> QueueAsync()
    {
        await using var db = await OpenAsync();
        return await (from entry in db.Queue
                      join task in db.Tasks on entry.TaskId equals task.Id
                      join item in db.Items on entry.ItemId equals item.Id
                      where entry.State == QueueState.Open && entry.Filled == 0
                      select new Row(task.Id.Value, item.Arm, entry.Position, task.Reason, task.Uncertainty))
            .ToListAsync();
    }

    private Task<ActiveLabelDb> OpenAsync()
        => _host.Services.GetRequiredService<IDbContextFactory<ActiveLabelDb>>()
            .CreateDbContextAsync(CancellationToken.None);

    private sealed record Row(long Id, Arm Arm, double Position, TaskReason Reason, double? Uncertainty);
}
