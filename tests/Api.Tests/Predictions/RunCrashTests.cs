using ActiveLabel.Api.Predictions;
using ActiveLabel.Domain.Predictions;
using ActiveLabel.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Xunit;

namespace ActiveLabel.Api.Tests.Predictions;

/// <summary>A model that is loaded, answers, and ends the real child process on one input.</summary>
public sealed class RunCrashTests : IAsyncLifetime, IDisposable
{
    // So many clear a version that was beside a crash.
    private const int RunsAlone = 100;

    private const string Harmless = "[1,2]", Poison = "[6,2]";
    private static readonly ModelReference Good = new("good", 1), Poisoned = new("poisoned", 1);

    private readonly string _models = Directory.CreateTempSubdirectory("models").FullName;
    private readonly IHost _host;
    private readonly InferenceProcess _process;
    private readonly InferenceClient _client;

    public RunCrashTests()
    {
        var builder = Host.CreateEmptyApplicationBuilder(new());
        builder.Services.AddSingleton(TimeProvider.System)
            .AddInference(new(null, _models) { ProgramDirectory = InferenceProgram.Directory() });
        _host = builder.Build();
        _process = _host.Services.GetRequiredService<InferenceProcess>();
        _client = _host.Services.GetRequiredService<InferenceClient>();
    }

    public async Task InitializeAsync()
    {
        await _host.StartAsync();
        await InstallAsync(Good, HostileModels.Harmless);
        await InstallAsync(Poisoned, HostileModels.Poisoned);
    }

    public Task DisposeAsync() => _host.StopAsync();

    public void Dispose()
    {
        _host.Dispose();
        Directory.Delete(_models, recursive: true);
    }

    [SkippableFact]
    public async Task A_version_that_ends_the_process_while_it_runs_is_quarantined_after_two_crashes()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "Elsewhere a bad division need not end the process.");
        var expected = await PredictAsync(Good, Harmless);
        Assert.Equal(expected, await PredictAsync(Poisoned, Harmless));

        for (var crash = 1; crash <= 2; crash++)
        {
            var child = _process.ProcessId;
            await Assert.ThrowsAsync<InferenceUnavailableException>(() => PredictAsync(Poisoned, Poison));
            Assert.Equal(expected, await AgainAsync(Good));
            Assert.NotEqual(child, _process.ProcessId);
            Assert.Equal(crash == 2, Reason(Poisoned) is not null);
        }

        var error = await Assert.ThrowsAsync<ModelNotAvailableException>(() => PredictAsync(Poisoned, Harmless));
        Assert.Contains("the process ended 2 times while it ran", error.Message, StringComparison.Ordinal);
        Assert.Equal(["installed"], Marks(Good));
    }

    [SkippableFact]
    public async Task A_version_that_ran_beside_it_is_cleared_and_the_one_that_did_it_is_found()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "Elsewhere a bad division need not end the process.");
        var expected = await PredictAsync(Good, Harmless);
        using var over = new CancellationTokenSource();
        var work = Enumerable.Range(0, 4).Select(_ => Task.Run(() => WorkAsync(expected, over.Token))).ToList();

        for (var tries = 0; Reason(Poisoned) is null && tries < 1_000; tries++)
        {
            await Assert.ThrowsAnyAsync<Exception>(() => PredictAsync(Poisoned, Poison));
            await Task.Delay(20);
        }

        await over.CancelAsync();
        var answered = (await Task.WhenAll(work)).Sum();
        Assert.True(answered > 0, "Nothing ran beside it.");
        // Two crashes at which it was alone; those before, when it was not, are not counted.
        Assert.Contains("the process ended 2 times while it ran", Reason(Poisoned), StringComparison.Ordinal);
        Assert.Null(Reason(Good));
        for (var run = 0; run < RunsAlone; run++)
            Assert.Equal(expected, await AgainAsync(Good));
        Assert.Equal(["installed"], Marks(Good));
    }

    [SkippableFact]
    public async Task An_embedder_that_ends_the_process_is_blamed_and_not_the_head_that_asked_it()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "Elsewhere a bad division need not end the process.");
        var (embedder, head) = (new ModelReference("embedder", 1), new ModelReference("head", 1));
        await InstallAsync(embedder, HostileModels.Poisoned, ModelKind.Embedder);
        await _client.TrainAsync(
            new(
                head,
                ["a", "b"],
                [.. Enumerable.Range(0, 20).Select(n => new TrainingExample(
                    n % 2 == 0 ? "[3,1]" : "[1,3]", n % 2 == 0 ? [1, 0] : [0, 1]))],
                [],
                Seed: 1,
                InputKind.Pixels,
                Embedder: embedder),
            CancellationToken.None);
        Assert.True((await PredictAsync(head, "[3,1]"))[0] > 0.5);

        for (var crash = 0; crash < 2; crash++)
        {
            await Assert.ThrowsAsync<InferenceUnavailableException>(() => PredictAsync(head, Poison));
            await AgainAsync(Good);
        }

        var error = await Assert.ThrowsAsync<ModelNotAvailableException>(() => PredictAsync(head, "[3,1]"));
        Assert.Contains("Model embedder/1 is refused: the process ended 2 times", error.Message,
            StringComparison.Ordinal);
        Assert.Equal(["installed"], Marks(head));
    }

    /// <summary>Asks until the process is there again.</summary>
    private async Task<float[]> AgainAsync(ModelReference model)
    {
        for (var tries = 0; ; tries++)
            try
            {
                return await PredictAsync(model, Harmless);
            }
            catch (InferenceUnavailableException) when (tries < 100)
            {
                await Task.Delay(20);
            }
    }

    /// <returns>How many requests were answered, all as expected.</returns>
    private async Task<int> WorkAsync(float[] expected, CancellationToken over)
    {
        var answered = 0;
        while (!over.IsCancellationRequested)
            try
            {
                Assert.Equal(expected, await PredictAsync(Good, Harmless));
                answered++;
            }
            catch (InferenceUnavailableException)
            {
                // The other one has just ended the process.
            }
        return answered;
    }

    private async Task InstallAsync(ModelReference model, byte[] file, ModelKind kind = ModelKind.Classifier)
    {
        var hash = await _client.StageAsync("someone", new MemoryStream(file), CancellationToken.None);
        var manifest = new ModelManifest(
            kind,
            new(InputKind.Pixels, Numbers: new("x", [2])),
            new("y", kind == ModelKind.Embedder ? [] : [new("0", "a"), new("1", "b")], Activation.None),
            new());
        await _client.InstallAsync(
            new(model, manifest, ["a", "b"], "someone", hash, [Harmless]), CancellationToken.None);
    }

    private async Task<float[]> PredictAsync(ModelReference model, string input)
        => Assert.Single(await _client.PredictAsync(model, [input], CancellationToken.None)).Probabilities;

    private string? Reason(ModelReference model)
        => Path.Combine(_models, model.Name, "1", "quarantine.txt") is var path && File.Exists(path)
            ? File.ReadAllText(path)
            : null;

    /// <returns>What is held against a version, and that it is there.</returns>
    private IEnumerable<string> Marks(ModelReference model)
        => Directory.GetFiles(Path.Combine(_models, model.Name, "1")).Select(path => Path.GetFileName(path))
            .Where(name => name.EndsWith(".txt", StringComparison.Ordinal)).Append("installed");
}
