using ActiveLabel.Api.Predictions;
using ActiveLabel.Domain.Predictions;
using ActiveLabel.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Xunit;

namespace ActiveLabel.Api.Tests.Predictions;

/// <summary>Hostile files in the models' directory of a real child process that is at work.</summary>
public sealed class HostileModelTests : IAsyncLifetime, IDisposable
{
    private const int Rounds = 5;
    private static readonly ModelReference Good = new("good", 1);

    private readonly string _models = Directory.CreateTempSubdirectory("models").FullName;
    private readonly IHost _host;
    private readonly InferenceProcess _process;
    private readonly InferenceClient _client;

    public HostileModelTests()
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
        await _client.TrainAsync(
            new(
                Good,
                ["refund", "delivery"],
                [.. Enumerable.Range(0, 10).SelectMany(n => new TrainingExample[]
                    { new($"refund money {n}", [1, 0]), new($"parcel late {n}", [0, 1]) })],
                [],
                Seed: 1),
            CancellationToken.None);
    }

    public Task DisposeAsync() => _host.StopAsync();

    public void Dispose()
    {
        _host.Dispose();
        Directory.Delete(_models, recursive: true);
    }

    [Fact]
    public async Task Twenty_hostile_files_five_times_each_fail_alone_and_are_quarantined_with_a_reason()
    {
        Assert.Equal(20, HostileModels.All.Count);
        foreach (var (name, file) in HostileModels.All)
            HostileModels.Plant(_models, name, file);
        var child = _process.ProcessId;
        var expected = await PredictAsync(Good);
        using var over = new CancellationTokenSource();
        var work = Task.Run(() => WorkAsync(expected, over.Token));

        for (var round = 0; round < Rounds; round++)
            foreach (var name in HostileModels.All.Keys)
                await Assert.ThrowsAsync<ModelNotAvailableException>(() => PredictAsync(new(name, 1)));

        await over.CancelAsync();
        Assert.True(await work > 0, "Nothing else was asked meanwhile.");
        Assert.Equal(child, _process.ProcessId);
        Assert.All(HostileModels.All.Keys, name => Assert.NotEmpty(
            File.ReadAllText(Path.Combine(_models, name, "1", "quarantine.txt"))));
    }

    [SkippableFact]
    public async Task A_model_that_asks_for_more_memory_than_there_is_is_refused_and_the_process_goes_on()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "The limit is Linux's.");
        var (child, expected) = (_process.ProcessId, await PredictAsync(Good));
        var hash = await _client.StageAsync("someone", new MemoryStream(HostileModels.Hungry), CancellationToken.None);
        var manifest = new ModelManifest(
            ModelKind.Classifier,
            new(InputKind.Pixels, Numbers: new("x", [2])),
            new("y", [new("0", "a"), new("1", "b")], Activation.None),
            new());

        var error = await Assert.ThrowsAsync<ModelNotAvailableException>(() => _client.InstallAsync(
            new(new("hungry", 1), manifest, ["a", "b"], "someone", hash, ["[1,2]"]), CancellationToken.None));

        Assert.Contains("It does not run", error.Message, StringComparison.Ordinal);
        Assert.Equal(child, _process.ProcessId);
        Assert.Equal(expected, await PredictAsync(Good));
        // 17 GB were asked for; the most that the process ever had is far below.
        var peak = (await File.ReadAllLinesAsync($"/proc/{child}/status"))
            .Single(line => line.StartsWith("VmHWM", StringComparison.Ordinal)).Split(' ', '\t')
            .First(word => long.TryParse(word, out _));
        Assert.InRange(long.Parse(peak, provider: null), 1, 2_000_000);
    }

    [Fact]
    public async Task A_version_that_ended_the_process_twice_is_quarantined()
    {
        // What is left when a process ends while it loads a version: the count of its attempts.
        await File.WriteAllTextAsync(Path.Combine(_models, Good.Name, "1", "attempts.txt"), "2");

        var error = await Assert.ThrowsAsync<ModelNotAvailableException>(() => PredictAsync(Good));

        Assert.Contains("the process ended 2 times while it was loaded", error.Message, StringComparison.Ordinal);
    }

    /// <returns>How many requests were answered, all as expected.</returns>
    private async Task<int> WorkAsync(float[] expected, CancellationToken over)
    {
        var answered = 0;
        while (!over.IsCancellationRequested)
        {
            Assert.Equal(expected, await PredictAsync(Good));
            answered++;
        }
        return answered;
    }

    private async Task<float[]> PredictAsync(ModelReference model)
        => Assert.Single(await _client.PredictAsync(model, ["refund"], CancellationToken.None)).Probabilities;
}
