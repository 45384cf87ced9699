using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Text.Json;
using ActiveLabel.Api.Demo;
using ActiveLabel.Api.Predictions;
using ActiveLabel.Api.Tests.CommandLine;
using ActiveLabel.Api.Tests.Predictions;
using ActiveLabel.Domain.Predictions;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Xunit;

namespace ActiveLabel.Api.Tests.Demo;

/// <summary>The model below <c>models/</c>, as its README says it was made.</summary>
public sealed class StarterModelTests : IDisposable
{
    private static readonly ModelReference Model = new("support-tickets", 1);

    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [SkippableFact]
    public async Task The_documented_commands_make_it_again_byte_for_byte()
    {
        Skip.IfNot(
            Vector512.IsHardwareAccelerated && OperatingSystem.IsLinux(),
            "Its card says AVX-512; other instruction sets round otherwise.");

        await TrainAsync();

        foreach (var file in new[] { "model.onnx", "model.json" })
            Assert.Equal(
                await File.ReadAllBytesAsync(Path.Combine(Shipped(), "support-tickets", "1", file)),
                await File.ReadAllBytesAsync(Path.Combine(_directory.PathOf("models"), "support-tickets", "1", file)));
    }

    [Fact]
    public async Task It_says_what_a_model_made_again_on_this_machine_says()
    {
        await TrainAsync();
        string[] texts = [.. TicketGenerator.Generate(200, seed: 77).Select(ticket => ticket.Text)];

        var (shipped, again) = (
            await PredictAsync(Shipped(), texts), await PredictAsync(_directory.PathOf("models"), texts));

        Assert.All(
            shipped.Zip(again),
            pair => Assert.All(pair.First.Zip(pair.Second), p => Assert.Equal(p.First, p.Second, 1e-3)));
    }

    [Fact]
    public async Task It_knows_the_tickets_of_the_demo_and_how_well_it_knows_them()
    {
        var tickets = TicketGenerator.Generate(1_000, seed: 1);
        var card = JsonDocument.Parse(
            await File.ReadAllBytesAsync(Path.Combine(Shipped(), "support-tickets", "1", "model.json"))).RootElement;
        var labels = card.GetProperty("labels").EnumerateArray().Select(label => label.GetString()).ToList();

        var predictions = await PredictAsync(Shipped(), [.. tickets.Select(ticket => ticket.Text)]);

        var accuracy = predictions.Zip(tickets)
            .Average(pair => labels[Array.IndexOf(pair.First, pair.First.Max())] == pair.Second.Intent ? 1.0 : 0);
        Assert.InRange(accuracy, 0.93, 1);
        Assert.Equal(accuracy, predictions.Average(row => row.Max()), 0.04);
    }

    private async Task TrainAsync()
    {
        var tickets = _directory.PathOf("tickets.jsonl");
        await ApiProgram.RunAsync("tickets", tickets, "--count", "4000", "--seed", "2");
        var trained = await InferenceProgram.RunAsync(
            "train", "--data", tickets, "--name", "support-tickets", "--models", _directory.PathOf("models"));
        Assert.Equal((0, ""), (trained.ExitCode, trained.Error));
    }

    private static async Task<List<float[]>> PredictAsync(string models, string[] texts)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new());
        builder.Services.AddSingleton(TimeProvider.System)
            .AddInference(new(null, models) { ProgramDirectory = InferenceProgram.Directory() });
        using var host = builder.Build();
        await host.StartAsync();
        var predictions = await host.Services.GetRequiredService<IPredictor>()
            .PredictAsync(Model, texts, CancellationToken.None);
        await host.StopAsync();
        return [.. predictions.Select(prediction => prediction.Probabilities)];
    }

    private static string Shipped([CallerFilePath] string here = "")
        => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "..", "..", "..", "models"));
}
