using ActiveLabel.Api.ModelRegistry;
using ActiveLabel.Api.Predictions;
using ActiveLabel.Api.Projects;
using ActiveLabel.Api.Simulation;
using ActiveLabel.Api.Storage;
using ActiveLabel.Api.Tests.Predictions;
using ActiveLabel.Domain.Items;
using ActiveLabel.Domain.Predictions;
using ActiveLabel.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace ActiveLabel.Api.Tests.ModelRegistry;

/// <summary>A project whose models are trained on the vectors of an uploaded embedder.</summary>
public sealed class HeadLoopTests : IAsyncLifetime
{
    private LearningLoop _loop = null!;

    public async Task InitializeAsync()
    {
        // Which of two numbers is greater; the embedder lays [left, right] at softmax(4 x).
        var random = new Random(3);
        var rows = Enumerable.Range(0, 400).Select(_ =>
        {
            var (left, right) = (random.Next(0, 9), random.Next(0, 9));
            right += left == right ? 1 : 0;
            return new LabeledRow($"{{\"pixels\":[{left},{right}]}}", left > right ? "left" : "right");
        });
        _loop = await LearningLoop.StartAsync([.. rows], ["left", "right"]);
        await _loop.JudgeAsync(160);
    }

    public Task DisposeAsync() => _loop.DisposeAsync().AsTask();

    [Fact]
    public async Task A_head_is_trained_measured_and_ranks_behind_its_embedder()
    {
        var embedder = await UploadAsync("embedder", ModelKind.Embedder);
        await _loop.ChangeAsync(settings => settings with { EmbedderId = embedder.Id, Committee = 4 });

        var trained = await _loop.RetrainAsync();
        var reranked = await _loop.RerankAsync();

        await using var db = await _loop.OpenAsync();
        var head = await db.ModelVersions.AsNoTracking().SingleAsync(model => model.Stage == ModelStage.Serving);
        Assert.Equal(
            (trained.Version!.Value, (ModelVersionId?)embedder.Id, (InputKind?)InputKind.Pixels, 4),
            (head.Version, head.EmbedderId, head.Inputs, head.Committee));
        Assert.True(head.Measurement is { Items: >= 10, Accuracy: > 0.95 }, $"{head.Measurement}");
        Assert.True(reranked.Scored > 0);
        var card = await CardAsync(head);
        Assert.Contains($"\"name\": \"{embedder.Reference.Name}\"", card, StringComparison.Ordinal);
        Assert.Contains($"\"sha256\": \"{embedder.Sha256}\"", card, StringComparison.Ordinal);
        var kept = await (from prediction in db.Predictions
                          join content in db.ItemContents on prediction.ItemId equals content.ItemId
                          select new { content.Data, prediction.Probabilities, prediction.Disagreement }).ToListAsync();
        var asked = await _loop.Services.GetRequiredService<IPredictor>().PredictAsync(
            head.Reference,
            kept.ConvertAll(row => ItemInput.Of(row.Data, head.Inputs).Value),
            CancellationToken.None);
        Assert.Equal(asked.Select(said => said.Probabilities), kept.Select(row => row.Probabilities));
        Assert.Equal(asked.Select(said => said.Disagreement), kept.Select(row => row.Disagreement));
        // Both arms were compared on the same embedder: the curve has their points.
        Assert.True(await db.LearningCurve.AnyAsync());
    }

    [Fact]
    public async Task Another_embedder_or_none_is_worth_a_training_and_the_same_labels_are_not()
    {
        await _loop.RetrainAsync();
        var embedder = await UploadAsync("embedder", ModelKind.Embedder);
        // The upload is the latest version now; what counts is the latest one that was trained here.
        await _loop.ChangeAsync(settings => settings with { EmbedderId = embedder.Id });
        var onEmbedder = await _loop.RetrainAsync();
        var again = await _loop.RetrainAsync();
        await _loop.ChangeAsync(settings => settings with { EmbedderId = null });
        var without = await _loop.RetrainAsync();

        Assert.Equal((3, null, 4), (onEmbedder.Version, again.Version, without.Version));
        await using var db = await _loop.OpenAsync();
        Assert.Equal(
            [null, null, embedder.Id, null],
            await db.ModelVersions.OrderBy(model => model.Version).Select(model => model.EmbedderId).ToListAsync());
    }

    [Fact]
    public async Task An_embedder_that_is_needed_is_not_taken_out_of_use()
    {
        var embedder = await UploadAsync("embedder", ModelKind.Embedder);
        await _loop.ChangeAsync(settings => settings with { EmbedderId = embedder.Id });
        await _loop.RetrainAsync();
        await using var db = await _loop.OpenAsync();
        var head = await db.ModelVersions.AsNoTracking().SingleAsync(model => model.Stage == ModelStage.Serving);

        var serving = await ChangeAsync(embedder.Id, ModelStage.Retired);
        await ChangeAsync(head.Id, ModelStage.Quarantined);
        var named = await ChangeAsync(embedder.Id, ModelStage.Quarantined);
        await _loop.ChangeAsync(settings => settings with { EmbedderId = null });
        var free = await ChangeAsync(embedder.Id, ModelStage.Quarantined);

        Assert.Contains($"Version {head.Version} serves and is a head", ProblemOf(serving), StringComparison.Ordinal);
        Assert.Contains("trained on this embedder", ProblemOf(named), StringComparison.Ordinal);
        Assert.IsType<ChangeStageResult.Changed>(free);
        await ChangeAsync(head.Id, ModelStage.Candidate);
        var promoted = await _loop.Services.GetRequiredService<PromoteModel>().ExecuteAsync(
            await TenancyAsync(), head.Id, CancellationToken.None);
        Assert.Equal(ModelStage.Candidate, promoted?.Stage);
    }

    [Fact]
    public async Task What_no_head_can_be_trained_on_is_refused_and_says_why()
    {
        var classifier = await UploadAsync("classifier", ModelKind.Classifier);
        var quarantined = await UploadAsync("embedder", ModelKind.Embedder);
        await ChangeAsync(quarantined.Id, ModelStage.Quarantined);

        var answers = new List<UpdateSettingsResult>();
        foreach (var id in new[] { classifier.Id, quarantined.Id, new(12_345) })
            answers.Add(await _loop.Services.GetRequiredService<UpdateSettings>().ExecuteAsync(
                await _loop.ProjectAsync(), settings => settings with { EmbedderId = id }, CancellationToken.None));

        Assert.Contains("is no embedder", Unfit(answers[0]), StringComparison.Ordinal);
        Assert.Contains("is quarantined", Unfit(answers[1]), StringComparison.Ordinal);
        Assert.IsType<UpdateSettingsResult.NoSuchEmbedder>(answers[2]);
        Assert.Null((await _loop.ProjectAsync()).Settings.EmbedderId);

        static string Unfit(UpdateSettingsResult result) => Assert.IsType<UpdateSettingsResult.Unfit>(result).Problem;
    }

    private async Task<string> CardAsync(ModelVersion model)
        => await File.ReadAllTextAsync(Path.Combine(
            _loop.Services.GetRequiredService<InferenceOptions>().ModelsDirectory,
            model.Reference.Name,
            $"{model.Reference.Version}",
            "model.json"));

    private async Task<ModelVersion> UploadAsync(string name, ModelKind kind)
    {
        var uploaded = await _loop.Services.GetRequiredService<UploadModel>().ExecuteAsync(
            await _loop.ProjectAsync(),
            new(
                name,
                new(Base64: Convert.ToBase64String(HostileModels.Harmless)),
                new(
                    kind,
                    InputKind.Pixels,
                    new("y", kind == ModelKind.Embedder ? [] : [new("0", "left"), new("1", "right")], Activation.None),
                    Numbers: new("x", [2], Scale: 4)),
                IsShadow: false,
                []),
            name,
            CancellationToken.None);
        var result = Assert.IsType<UploadModelResult.Uploaded>(uploaded);
        Assert.Null(result.Refusal);
        return result.Model;
    }

    private async Task<ChangeStageResult> ChangeAsync(ModelVersionId model, ModelStage stage)
        => await _loop.Services.GetRequiredService<ChangeModelStage>().ExecuteAsync(
            await TenancyAsync(), model, stage, "as the test wants", CancellationToken.None);

    private static string ProblemOf(ChangeStageResult result)
        => Assert.IsType<ChangeStageResult.Refused>(result).Problem;

    private async Task<Tenancy> TenancyAsync()
    {
        var project = await _loop.ProjectAsync();
        return new(project.OrganizationId, project.Id);
    }
}
