using System.Diagnostics;
using ActiveLabel.Api.Predictions;
using ActiveLabel.Domain.Predictions;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Xunit;

namespace ActiveLabel.Api.Tests.Predictions;

/// <summary>A real child process over a real socket.</summary>
public sealed class InferenceProcessTests : IAsyncLifetime, IDisposable
{
    private static readonly ModelReference Model = new("small", 1);

    private readonly string _models = Directory.CreateTempSubdirectory("models").FullName;
    private readonly IHost _host;
    private readonly InferenceProcess _process;
    private readonly InferenceClient _client;

    public InferenceProcessTests()
    {
        var builder = Host.CreateEmptyApplicationBuilder(new());
        builder.Services.AddSingleton(TimeProvider.System)
            .AddInference(new(null, _models) { ProgramDirectory = InferenceProgram.Directory() });
        _host = builder.Build();
        _process = _host.Services.GetRequiredService<InferenceProcess>();
        _client = _host.Services.GetRequiredService<InferenceClient>();
    }

    public Task InitializeAsync() => _host.StartAsync();

    public Task DisposeAsync() => _host.StopAsync();

    public void Dispose()
    {
        _host.Dispose();
        Directory.Delete(_models, recursive: true);
    }

    [Fact]
    public async Task What_was_trained_predicts_in_the_order_asked()
    {
        var trained = await TrainAsync();
        string[] texts = [.. Enumerable.Range(0, 600).Select(n => n % 2 == 0 ? "refund please" : "late parcel")];

        var predictions = await _client.PredictAsync(Model, texts, CancellationToken.None);

        Assert.Equal((Model, 64), (trained.Model, trained.Sha256.Length));
        Assert.Equal(600, predictions.Count);
        Assert.All(
            predictions.Index(),
            row => Assert.Equal(row.Index % 2 == 0, row.Item.Probabilities[0] > row.Item.Probabilities[1]));
    }

    [Fact]
    public async Task A_killed_process_is_started_again_and_calls_wait_for_it()
    {
        await TrainAsync();
        var killed = _process.ProcessId!.Value;
        var expected = await PredictAsync("refund");

        using (var child = Process.GetProcessById(killed))
        {
            child.Kill();
            await child.WaitForExitAsync();
        }

        Assert.Equal(expected, await PredictAsync("refund"));
        Assert.NotEqual(killed, _process.ProcessId);
    }

    [Fact]
    public async Task A_model_that_is_not_there_is_not_available()
        => await Assert.ThrowsAsync<ModelNotAvailableException>(() => PredictAsync("text"));

    [Fact]
    public async Task A_deleted_model_is_not_available()
    {
        await TrainAsync();
        await PredictAsync("refund");

        await _client.DeleteAsync(Model, CancellationToken.None);
        await _client.DeleteAsync(Model, CancellationToken.None);

        await Assert.ThrowsAsync<ModelNotAvailableException>(() => PredictAsync("refund"));
    }

    [Fact]
    public async Task Training_without_examples_is_a_wrong_argument()
        => await Assert.ThrowsAsync<ArgumentException>(
            () => _client.TrainAsync(new(Model, ["a", "b"], [], [], 1), CancellationToken.None));

    [Fact]
    public async Task Stopping_ends_the_child()
    {
        await ReadyAsync();
        using var child = Process.GetProcessById(_process.ProcessId!.Value);

        await _host.StopAsync();

        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(10));
        await child.WaitForExitAsync(limit.Token);
    }

    [SkippableFact]
    public async Task The_child_sees_no_secrets()
    {
        Environment.SetEnvironmentVariable("ACTIVELABEL_PLANTED_SECRET", "x");
        await ReadyAsync();
        Skip.IfNot(OperatingSystem.IsLinux(), "/proc is only on Linux.");

        var environment = await File.ReadAllTextAsync($"/proc/{_process.ProcessId}/environ");

        Assert.Contains("DOTNET_GCHeapHardLimit", environment, StringComparison.Ordinal);
        Assert.DoesNotContain("ACTIVELABEL", environment, StringComparison.Ordinal);
    }

    private Task ReadyAsync() => _process.WaitUntilReadyAsync(CancellationToken.None);

    private async Task<float[]> PredictAsync(string text)
        => Assert.Single(await _client.PredictAsync(Model, [text], CancellationToken.None)).Probabilities;

    private Task<TrainedModel> TrainAsync()
        => _client.TrainAsync(
            new(
                Model,
                ["refund", "delivery"],
                [.. Enumerable.Range(0, 10).SelectMany(n => new TrainingExample[]
                    { new($"refund money {n}", [1, 0]), new($"parcel late {n}", [0, 1]) })],
                [],
                Seed: 1),
            CancellationToken.None);
}
