using System.Text;
using ActiveLabel.Api.Acquisition;
using ActiveLabel.Api.Alerts;
using ActiveLabel.Api.Events;
using ActiveLabel.Api.Exports;
using ActiveLabel.Api.Predictions;
using ActiveLabel.Api.Storage;
using ActiveLabel.Api.Tests.Storage;
using ActiveLabel.Api.Workflows;
using ActiveLabel.Domain.Decisions;
using ActiveLabel.Domain.Items;
using ActiveLabel.Domain.Judgements;
using ActiveLabel.Domain.Projects;
using ActiveLabel.Domain.Workflows;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Xunit;
using TemporaryDirectory = ActiveLabel.Api.Tests.CommandLine.TemporaryDirectory;

namespace ActiveLabel.Api.Tests.Predictions;

/// <summary>Machine steps end what a model has earned trust in, with the real inference process.</summary>
public sealed class AutoLabelTests : IDisposable
{
    private static readonly Workflow ModelFirst = new("machine",
    [
        new("machine", StepKind.Machine, [new("done", new PredictionTrusted()), new("label")]),
        new("label", StepKind.Label, [new("done")], 1, 1), new("done", StepKind.Done, []),
    ]);

    private readonly TemporaryDirectory _directory = new();

    public static TheoryData<Provider> Providers => TestDatabase.Providers;

    public void Dispose() => _directory.Dispose();

    [SkippableTheory, MemberData(nameof(Providers))]
    public async Task A_model_that_has_earned_it_ends_items_until_the_control_arm_says_otherwise(Provider provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        using var host = await StartAsync(database);
        var project = await AnimalProject.CreateAsync(database, ModelFirst);
        var worker = await AnimalProject.JudgeAsync(database, project);
        var held = await database.ClaimAsync(project, worker, 5);

        var trained = await host.Services.GetRequiredService<RetrainModel>()
            .ExecuteAsync(project, CancellationToken.None);
        var reranked = await host.Services.GetRequiredService<RerankQueue>()
            .ExecuteAsync(project, CancellationToken.None);

        Assert.True(trained.IsPromoted, trained.Decision);
        await using var db = database.CreateDbContext();
        var ended = await EndedAsync(db);
        Assert.InRange(ended.Count, 10, AnimalProject.Items - AnimalProject.Judged);
        Assert.Contains($"Machine steps moved {ended.Count} items", reranked.Message, StringComparison.Ordinal);
        Assert.All(ended, item => Assert.Equal(Arm.Ranked, item.Arm));
        Assert.Empty(ended.Select(item => item.Id).Intersect(held.Select(lease => lease.ItemId)));
        var picks = (await db.StrategyPicks.AsNoTracking().SingleAsync()).Picks;
        Assert.Empty(picks.SelectMany(pick => pick.Items).Intersect(ended.Select(item => item.Id.Value)));
        Assert.InRange(ended.Count(item => item.IsRight), 0.9 * ended.Count, ended.Count);
        await AssertTheRecordSaysTheSameAsync(database, project);
        Assert.Equal(AnimalProject.Judged + ended.Count, await CountExportedAsync(db, project, ",Done,"));
        Assert.Equal(ended.Count, await CountExportedAsync(db, project, ",Done,Model,"));

        await SayOtherwiseAsync(db);
        var trust = await host.Services.GetRequiredService<MeasureTrust>()
            .ExecuteAsync(project, CancellationToken.None);
        await AnimalProject.ImportAsync(database, project, AnimalProject.Items, 40);
        await host.Services.GetRequiredService<RerankQueue>().ExecuteAsync(project, CancellationToken.None);

        Assert.Equal((true, null), (trust!.StoppedAt is not null, trust.From));
        Assert.Equal(ended.Count, (await EndedAsync(db)).Count);
        var alert = Assert.Single(await db.Events.AsNoTracking().Where(
            happened => happened.Kind == EventKind.AlertRaised).ToListAsync());
        Assert.Equal("MODEL_NOT_TRUSTED", Alert.Of(alert)!.Code);
        await host.StopAsync();
    }

    private async Task<IHost> StartAsync(TestDatabase database)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new());
        builder.Services.AddStorage(database.Options).AddUseCases()
            .AddInference(new(null, _directory.PathOf("models")) { ProgramDirectory = InferenceProgram.Directory() });
        var host = builder.Build();
        await host.StartAsync();
        return host;
    }

    /// <summary>Where the items are is where a replay of what is on record leads them.</summary>
    private static async Task AssertTheRecordSaysTheSameAsync(TestDatabase database, Project project)
    {
        await using var db = database.CreateDbContext();
        var version = await db.WorkflowVersions.AsNoTracking().SingleAsync(
            known => known.Version == project.WorkflowVersion);
        var items = await db.Items.AsNoTracking().ToListAsync();
        var records = await ItemRecords.ReadAsync(db, project, version.Definition, items, CancellationToken.None);
        foreach (var item in items)
            Assert.Equal(
                item.StepKey,
                WorkflowReplay.Run(
                    version.Definition, MovingItem.ContextOf(project, item, version), records.SignalsOf(item),
                    TimeProvider.System.GetUtcNow()).Progress.Step);
        var totals = await db.Counters.AsNoTracking().SingleAsync();
        Assert.Equal(items.Count(item => item.State == ItemState.Done), totals.DoneItems);
        Assert.Equal(items.Count(item => item.State != ItemState.Done), totals.SlotsWanted);
    }

    private static async Task<int> CountExportedAsync(ActiveLabelDb db, Project project, string with)
    {
        using var output = new MemoryStream();
        await LabelExports.Consensus(project).WriteAsync(db, ExportFormat.Csv, output, CancellationToken.None);
        return Encoding.UTF8.GetString(output.ToArray()).Split('\n')
            .Count(line => line.Contains(with, StringComparison.Ordinal));
    }

    /// <summary>What people say of every second control item is not what they said before.</summary>
    private static async Task SayOtherwiseAsync(ActiveLabelDb db)
    {
        var control = await db.Items.Where(item => item.Arm == Arm.Control && item.State == ItemState.Done)
            .OrderBy(item => item.Id).Select(item => item.Id).ToListAsync();
        var changed = control.Where((_, index) => index % 2 == 0).ToList();
        await db.Consensus.Where(row => changed.Contains(row.ItemId)).ExecuteUpdateAsync(
            set => set.SetProperty(row => row.Label, row => 1 - row.Label));
    }

    private static async Task<List<(ItemId Id, Arm Arm, bool IsRight)>> EndedAsync(ActiveLabelDb db)
    {
        var decided = await (
            from decision in db.Decisions
            join item in db.Items on decision.ItemId equals item.Id
            where decision.Kind == DecisionKind.Machine && item.State == ItemState.Done
            select new { item, decision.Answers }).AsNoTracking().ToListAsync();
        return decided.ConvertAll(row => (
            row.item.Id, row.item.Arm,
            ((SingleChoiceValue)row.Answers.Single().Value).Choice == AnimalProject.TruthOf(row.item)));
    }
}
