using ActiveLabel.Api.Acquisition;
using ActiveLabel.Api.Metrics;
using ActiveLabel.Api.Operations;
using ActiveLabel.Api.Predictions;
using ActiveLabel.Api.Storage;
using ActiveLabel.Api.Suggestions;
using ActiveLabel.Api.Tests.Predictions;
using ActiveLabel.Api.Tests.Storage;
using ActiveLabel.Api.Workflows;
using ActiveLabel.Domain.Decisions;
using ActiveLabel.Domain.Items;
using ActiveLabel.Domain.Projects;
using ActiveLabel.Domain.Suggestions;
using ActiveLabel.Domain.Workflows;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Xunit;
using TemporaryDirectory = ActiveLabel.Api.Tests.CommandLine.TemporaryDirectory;

namespace ActiveLabel.Api.Tests.Suggestions;

/// <summary>A model that has earned trust is suggested to be trusted, with the real inference process.</summary>
public sealed class TrustSuggestionTests : IDisposable
{
    private static readonly Workflow PeopleAlone = new("label",
    [
        new("label", StepKind.Label, [new("done")], 1, 1), new("done", StepKind.Done, []),
    ]);

    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [SkippableTheory]
    [InlineData(Provider.Sqlite)]
    [InlineData(Provider.PostgreSql)]
    public async Task What_the_model_could_end_is_suggested_tried_and_applied(Provider provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        using var host = await StartAsync(database);
        var project = await AnimalProject.CreateAsync(database, PeopleAlone);
        await AnimalProject.JudgeAsync(database, project);
        await RunAsync<RetrainModel>(host, (use, token) => use.ExecuteAsync(project, token));
        await RunAsync<RerankQueue>(host, (use, token) => use.ExecuteAsync(project, token));
        await RunAsync<RollUpMetrics>(host, (use, token) => use.ExecuteAsync(project, token));

        await RunAsync<MakeSuggestions>(host, (use, token) => use.ExecuteAsync(project, token));

        await using var db = database.CreateDbContext();
        var made = await db.Suggestions.AsNoTracking().SingleAsync(row => row.Kind == SuggestionKind.TrustModel);
        var trust = made.Evidence.Trust!;
        var control = await db.Items.CountAsync(item => item.Arm == Arm.Control && item.State == ItemState.Done);
        Assert.Equal(control, trust.ControlArmItems);
        Assert.Equal(0.1, trust.Risk, 1e-9); // the question wants nine of ten
        Assert.Equal(0.9, trust.Probability, 1e-9);
        Assert.Equal(
            await db.Items.CountAsync(item => item.Arm == Arm.Calibration && item.State == ItemState.Done),
            trust.CalibrationItems);
        Assert.Equal(AnimalProject.Items - AnimalProject.Judged, trust.ItemsLeft);
        Assert.InRange(trust.ItemsEnded, 5, trust.ItemsLeft);
        Assert.Equal(trust.ItemsEnded, trust.JudgementsSaved, 1e-9); // one judgement each
        Assert.True(made.Effect.CostHigh < 0 && made.Effect.CostChange < made.Effect.CostHigh, $"{made.Effect}");

        var draft = await DraftAsync(database, project, made);
        var tried = await TryAsync(db, project, draft);
        Assert.InRange(tried.Count, trust.ItemsEnded * 0.4, trust.ItemsEnded * 1.8);
        // The first migration had nothing to move, and nobody runs it here.
        await db.Operations.ExecuteDeleteAsync();
        await PublishAsync(database, project, draft);
        await AnimalProject.ImportAsync(database, AgainOf(database), AnimalProject.Items, 40);
        await RunAsync<RerankQueue>(host, (use, token) => use.ExecuteAsync(AgainOf(database), token));

        Assert.True(await db.Decisions.AnyAsync(decision => decision.Kind == DecisionKind.Machine));
        await RunAsync<MakeSuggestions>(host, (use, token) => use.ExecuteAsync(AgainOf(database), token));
        Assert.False(await db.Suggestions.AnyAsync(
            row => row.Kind == SuggestionKind.TrustModel && row.SupersededAt == null));
        await host.StopAsync();
    }

    private static Task RunAsync<T>(IHost host, Func<T, CancellationToken, Task> run)
        where T : notnull
        => run(host.Services.GetRequiredService<T>(), CancellationToken.None);

    private static Project AgainOf(TestDatabase database)
    {
        using var db = database.CreateDbContext();
        return db.Projects.AsNoTracking().Single();
    }

    private static async Task<WorkflowVersion> DraftAsync(
        TestDatabase database, Project project, StoredSuggestion suggestion)
        => Assert.IsType<DraftResult.Drafted>(
            await new DraftWorkflow(database.Writing, TimeProvider.System).ExecuteAsync(
                project, suggestion.Draft, suggestion.Message, "trust", CancellationToken.None)).Version;

    /// <returns>Items that are not done and that the draft would have ended.</returns>
    private static async Task<List<long>> TryAsync(ActiveLabelDb db, Project project, WorkflowVersion draft)
    {
        var items = await db.Items.AsNoTracking().Where(item => item.State != ItemState.Done).ToListAsync();
        var records = await ItemRecords.ReadAsync(db, project, draft.Definition, items, CancellationToken.None);
        return [.. items.Where(item => WorkflowReplay.Run(
                draft.Definition, MovingItem.ContextOf(project, item, draft), records.SignalsOf(item),
                TimeProvider.System.GetUtcNow()).Progress.Step == "done")
            .Select(item => item.Id.Value)];
    }

    private static async Task PublishAsync(TestDatabase database, Project project, WorkflowVersion draft)
        => Assert.IsType<PublishResult.Published>(
            await new PublishWorkflow(database.Writing, new OperationQueue(), TimeProvider.System).ExecuteAsync(
                project, draft.Id, new Dictionary<string, string>(), "key:1", CancellationToken.None));

    private async Task<IHost> StartAsync(TestDatabase database)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new());
        builder.Services.AddStorage(database.Options).AddUseCases()
            .AddInference(new(null, _directory.PathOf("models")) { ProgramDirectory = InferenceProgram.Directory() });
        var host = builder.Build();
        await host.StartAsync();
        return host;
    }
}
