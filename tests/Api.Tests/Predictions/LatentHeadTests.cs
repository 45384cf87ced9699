using ActiveLabel.Api.Demo;
using ActiveLabel.Api.Predictions;
using ActiveLabel.Api.Simulation;
using ActiveLabel.Domain.Items;
using ActiveLabel.Domain.Predictions;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace ActiveLabel.Api.Tests.Predictions;

/// <summary>A project whose models are heads on a latent space of its own items.</summary>
public sealed class LatentHeadTests : IAsyncLifetime
{
    private LearningLoop _loop = null!;

    public async Task InitializeAsync()
    {
        var tickets = TicketGenerator.Generate(400, seed: 1);
        _loop = await LearningLoop.StartAsync(
            [.. tickets.Select(ticket => new LabeledRow(ItemContent.DataOf(ticket.Text), ticket.Intent))],
            TicketGenerator.Labels);
        await _loop.ChangeAsync(settings => settings with { Learner = Learner.LatentSpace });
    }

    public Task DisposeAsync() => _loop.DisposeAsync().AsTask();

    [Fact]
    public async Task Each_version_is_a_head_on_a_space_of_its_own_and_stays_what_it_was()
    {
        await _loop.JudgeAsync(120);
        var first = await _loop.RetrainAsync();
        var before = await AskAsync(1);
        await _loop.JudgeAsync(60);
        var second = await _loop.RetrainAsync();
        var reranked = await _loop.RerankAsync();

        Assert.Equal((1, 2), (first.Version, second.Version));
        Assert.True(reranked.Scored > 0);
        Assert.Equal(before, await AskAsync(1));
        Assert.NotEqual(before, await AskAsync(2));
        foreach (var version in new[] { 1, 2 })
            Assert.Contains($"\"name\": \"project-1-space\",\n    \"version\": {version}", await CardAsync(version),
                StringComparison.Ordinal);
        await using var db = await _loop.OpenAsync();
        var measured = await db.ModelVersions.AsNoTracking().SingleAsync(model => model.Version == 2);
        Assert.True(measured.Measurement is { Items: >= 10, Accuracy: > 0.6 }, $"{measured.Measurement}");
    }

    private async Task<float[]> AskAsync(int version)
    {
        var project = await _loop.ProjectAsync();
        return Assert.Single(await _loop.Services.GetRequiredService<IPredictor>().PredictAsync(
            ModelVersion.ReferenceOf(project.Id, version), ["my card was charged twice"], CancellationToken.None))
            .Probabilities;
    }

    private async Task<string> CardAsync(int version)
        => await File.ReadAllTextAsync(Path.Combine(
            _loop.Services.GetRequiredService<InferenceOptions>().ModelsDirectory, "project-1", $"{version}",
            "model.json"));
}
