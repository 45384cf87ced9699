using ActiveLabel.Api.ModelRegistry;
using ActiveLabel.Api.Simulation;
using ActiveLabel.Api.Storage;
using ActiveLabel.Api.Tests.Predictions;
using ActiveLabel.Domain.Predictions;
using ActiveLabel.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace ActiveLabel.Api.Tests.ModelRegistry;

/// <summary>Versions that were made elsewhere beside one that was trained here, with a real control arm.</summary>
public sealed class ModelStagesTests : IAsyncLifetime
{
    private LearningLoop _loop = null!;

    public async Task InitializeAsync()
    {
        // Which of two numbers is greater: y = softmax(x) knows it, and says it the better the further they are apart.
        var random = new Random(3);
        var rows = Enumerable.Range(0, 500).Select(_ =>
        {
            var (left, right) = (random.Next(0, 9), random.Next(0, 9));
            right += left == right ? 1 : 0;
            return new LabeledRow($"{{\"pixels\":[{left},{right}]}}", left > right ? "left" : "right");
        });
        _loop = await LearningLoop.StartAsync([.. rows], ["left", "right"]);
        await _loop.JudgeAsync(220);
        await _loop.RetrainAsync();
        await _loop.RerankAsync();
    }

    public Task DisposeAsync() => _loop.DisposeAsync().AsTask();

    [Fact]
    public async Task What_is_in_the_shadow_is_measured_and_never_serves_by_itself()
    {
        var shadow = await UploadAsync("first", isShadow: true, isSwapped: false);

        var measured = await MeasureAsync();

        var model = await ReadAsync(shadow);
        Assert.Equal((2, null, ModelStage.Shadow), (measured.Measured, measured.Promoted, model.Stage));
        Assert.True(model.Measurement is { Items: >= 10, Accuracy: 1 }, $"{model.Measurement}");
        Assert.Equal(1, model.Agreement?.Share);
        Assert.NotNull(model.LatencyMilliseconds);
        await using var db = await _loop.OpenAsync();
        Assert.Equal(
            model.Measurement.Items, await db.PredictionRecords.CountAsync(one => one.ModelVersionId == shadow));
    }

    [Fact]
    public async Task A_candidate_that_is_worse_on_the_control_arm_is_rejected_with_the_numbers()
    {
        var worse = await UploadAsync("swapped", isShadow: false, isSwapped: true);

        var measured = await MeasureAsync();

        var model = await ReadAsync(worse);
        Assert.Equal((null, ModelStage.Rejected), (measured.Promoted, model.Stage));
        Assert.StartsWith("Rejected: log loss +", model.Decision, StringComparison.Ordinal);
    }

    [Fact]
    public async Task No_prediction_is_lost_when_another_version_serves_nor_when_it_is_rolled_back()
    {
        await using var db = await _loop.OpenAsync();
        var trained = await db.ModelVersions.AsNoTracking().SingleAsync(model => model.Stage == ModelStage.Serving);
        var before = await SaidAsync();
        var better = await UploadAsync("second", isShadow: true, isSwapped: false);
        await ChangeAsync(better, ModelStage.Candidate);

        var measured = await MeasureAsync();
        await _loop.RerankAsync();
        var after = await SaidAsync();
        var rolled = await _loop.Services.GetRequiredService<ChangeModelStage>().RollBackAsync(
            await TenancyAsync(), better, "only a try", CancellationToken.None);
        await _loop.RerankAsync();

        Assert.Equal((await ReadAsync(better)).Version, measured.Promoted);
        Assert.Equal([better], after.Values.Select(said => said.Model).Distinct());
        Assert.Equal(before.Keys.Order(), after.Keys.Order());
        Assert.IsType<ChangeStageResult.Changed>(rolled);
        // What the one says again is what it said, and what the other said is kept.
        Assert.Equal(before, await SaidAsync());
        var kept = await db.PredictionRecords.AsNoTracking().ToListAsync();
        Assert.Equal(
            before, Kept(trained.Id).Where(said => before.ContainsKey(said.Key)).ToDictionary());
        Assert.All(after, said => Assert.Equal(said.Value, Kept(better)[said.Key]));

        Dictionary<long, Said> Kept(ModelVersionId version) => kept.Where(one => one.ModelVersionId == version)
            .ToDictionary(one => one.ItemId.Value, one => new Said(version, string.Join(' ', one.Probabilities)));
    }

    [Fact]
    public async Task What_is_quarantined_by_hand_is_not_measured_and_what_serves_stays_until_another_one_does()
    {
        var set = await UploadAsync("third", isShadow: false, isSwapped: false);
        await ChangeAsync(set, ModelStage.Quarantined);
        await using var db = await _loop.OpenAsync();
        var serving = await db.ModelVersions.SingleAsync(model => model.Stage == ModelStage.Serving);

        var measured = await MeasureAsync();
        var refused = await _loop.Services.GetRequiredService<ChangeModelStage>().ExecuteAsync(
            await TenancyAsync(), serving.Id, ModelStage.Retired, "tired of it", CancellationToken.None);

        Assert.Equal((1, ModelStage.Quarantined), (measured.Measured, (await ReadAsync(set)).Stage));
        Assert.Contains("serves", Assert.IsType<ChangeStageResult.Refused>(refused).Problem, StringComparison.Ordinal);
    }

    private async Task<ModelVersionId> UploadAsync(string name, bool isShadow, bool isSwapped)
    {
        ModelLabelInput[] labels = isSwapped
            ? [new("0", "right"), new("1", "left")]
            : [new("0", "left"), new("1", "right")];
        var uploaded = await _loop.Services.GetRequiredService<UploadModel>().ExecuteAsync(
            await _loop.ProjectAsync(),
            new(
                name,
                new(Base64: Convert.ToBase64String(HostileModels.Harmless)),
                new(
                    ModelKind.Classifier,
                    InputKind.Pixels,
                    new("y", labels, Activation.None),
                    Numbers: new("x", [2], Scale: 4)),
                isShadow,
                []),
            name,
            CancellationToken.None);
        return Assert.IsType<UploadModelResult.Uploaded>(uploaded).Model.Id;
    }

    private async Task ChangeAsync(ModelVersionId model, ModelStage stage)
        => Assert.IsType<ChangeStageResult.Changed>(await _loop.Services.GetRequiredService<ChangeModelStage>()
            .ExecuteAsync(await TenancyAsync(), model, stage, "as the test wants", CancellationToken.None));

    private async Task<MeasureModelsResult> MeasureAsync()
        => await _loop.Services.GetRequiredService<MeasureModels>()
            .ExecuteAsync(await _loop.ProjectAsync(), CancellationToken.None);

    private async Task<Tenancy> TenancyAsync()
    {
        var project = await _loop.ProjectAsync();
        return new(project.OrganizationId, project.Id);
    }

    private async Task<ModelVersion> ReadAsync(ModelVersionId id)
    {
        await using var db = await _loop.OpenAsync();
        return await db.ModelVersions.AsNoTracking().SingleAsync(model => model.Id == id);
    }

    private async Task<Dictionary<long, Said>> SaidAsync()
    {
        await using var db = await _loop.OpenAsync();
        return (await db.Predictions.AsNoTracking().ToListAsync()).ToDictionary(
            one => one.ItemId.Value, one => new Said(one.ModelVersionId, string.Join(' ', one.Probabilities)));
    }

    private sealed record Said(ModelVersionId Model, string Probabilities);
}
