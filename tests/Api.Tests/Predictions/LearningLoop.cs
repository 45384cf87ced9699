using ActiveLabel.Api.Acquisition;
using ActiveLabel.Api.Predictions;
using ActiveLabel.Api.Projects;
using ActiveLabel.Api.Simulation;
using ActiveLabel.Api.Storage;
using ActiveLabel.Domain.Projects;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Xunit;
using TemporaryDirectory = ActiveLabel.Api.Tests.CommandLine.TemporaryDirectory;

namespace ActiveLabel.Api.Tests.Predictions;

/// <summary>A project on labeled data that an oracle judges, with the real inference process.</summary>
internal sealed class LearningLoop : IAsyncDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private readonly IHost _host;
    private SimulatedProject? _simulated;

    private LearningLoop()
    {
        var builder = Host.CreateEmptyApplicationBuilder(new());
        builder.Services
            .AddStorage(new(DatabaseProvider.Sqlite, $"Data Source={_directory.PathOf("loop.db")}"))
            .AddUseCases()
            .AddInference(new(null, _directory.PathOf("models")) { ProgramDirectory = InferenceProgram.Directory() });
        _host = builder.Build();
    }

    public IServiceProvider Services => _host.Services;

    public string ModelsDirectory => _directory.PathOf("models");

    public static async Task<LearningLoop> StartAsync(
        IReadOnlyList<LabeledRow> data, IReadOnlyList<string> labels, Strategy strategy = Strategy.Default)
    {
        var loop = new LearningLoop();
        await MigrateDatabase.ExecuteAsync(loop.Services, CancellationToken.None);
        await loop._host.StartAsync();
        loop._simulated = await SimulatedProject.CreateAsync(
            loop.Services,
            new(strategy, Seed: 1, data, Test: null, labels, Crew.Oracle(), IsOracle: true, Budget: null),
            CancellationToken.None);
        return loop;
    }

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync();
        _host.Dispose();
        SqliteConnection.ClearAllPools();
        _directory.Dispose();
    }

    public async Task JudgeAsync(int judgements)
    {
        for (var judged = 0; judged < judgements; judged++)
            await _simulated!.JudgeRoundAsync(oracleTasks: 1, CancellationToken.None);
    }

    public async Task<RetrainResult> RetrainAsync()
        => await Services.GetRequiredService<RetrainModel>()
            .ExecuteAsync(await ProjectAsync(), CancellationToken.None);

    public async Task<RerankResult> RerankAsync()
        => await Services.GetRequiredService<RerankQueue>().ExecuteAsync(await ProjectAsync(), CancellationToken.None);

    public async Task ChangeAsync(Func<ProjectSettings, ProjectSettings> change)
        => Assert.IsType<UpdateSettingsResult.Updated>(await Services.GetRequiredService<UpdateSettings>()
            .ExecuteAsync(await ProjectAsync(), change, CancellationToken.None));

    public async Task<Project> ProjectAsync()
    {
        await using var db = await OpenAsync();
        return await db.Projects.AsNoTracking().SingleAsync();
    }

    public Task<ActiveLabelDb> OpenAsync()
        => Services.GetRequiredService<IDbContextFactory<ActiveLabelDb>>().CreateDbContextAsync(CancellationToken.None);
}
