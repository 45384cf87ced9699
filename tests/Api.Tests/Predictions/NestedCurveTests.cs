using ActiveLabel.Api.Demo;
using ActiveLabel.Api.Predictions;
using ActiveLabel.Api.Simulation;
using ActiveLabel.Api.Sizing;
using ActiveLabel.Domain.Acquisition;
using ActiveLabel.Domain.Items;
using ActiveLabel.Domain.Predictions;
using ActiveLabel.Domain.Sizing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace ActiveLabel.Api.Tests.Predictions;

/// <summary>The learning curve of parts of the labels, with the real inference process.</summary>
public sealed class NestedCurveTests : IAsyncLifetime
{
    private LearningLoop _loop = null!;

    public async Task InitializeAsync()
    {
        var tickets = TicketGenerator.Generate(400, seed: 1);
        _loop = await LearningLoop.StartAsync(
            [.. tickets.Select(ticket => new LabeledRow(ItemContent.DataOf(ticket.Text), ticket.Intent))],
            TicketGenerator.Labels);
    }

    public Task DisposeAsync() => _loop.DisposeAsync().AsTask();

    [Fact]
    public async Task The_first_retrain_of_a_new_project_tells_its_curve_under_the_queue_and_under_chance()
    {
        await _loop.JudgeAsync(320);

        var trained = await _loop.RetrainAsync();
        var sized = await _loop.Services.GetRequiredService<EstimateSizing>()
            .ExecuteAsync(await _loop.ProjectAsync(), CancellationToken.None);

        Assert.Equal(1, trained.Version);
        Assert.NotEqual(SizingStatus.InsufficientData, sized.Status);
        await using var db = await _loop.OpenAsync();
        var estimate = await db.SizingEstimates.AsNoTracking().SingleAsync(
            row => row.Dimension == CurveDimension.Project);
        Assert.Equal(trained.Labels, estimate.LabelsNow);
        var points = await db.LearningCurve.AsNoTracking().OrderBy(point => point.Id).ToListAsync();
        var curve = points.FindAll(point => point.Dimension == CurveDimension.Project);
        var random = await db.Items.CountAsync(item => item.State == ItemState.Done && item.Arm == Arm.Random);
        Assert.Equal(
            NestedSubsets.Of(trained.Labels, random).ToHashSet(),
            [.. curve.Where(point => point.Arm is CurveArm.Arrival or CurveArm.RandomDraw)
                .Select(point => new NestedSubset(point.Arm, point.ModelLabels, point.Draw))]);
        Assert.All(curve, point => Assert.Equal(curve[0].Measurement.Items, point.Measurement.Items));
        // More of the same labels teach more: the model of 8 is far behind the one of all.
        var first = curve.Single(point => point.Arm == CurveArm.Arrival && point.Labels == 8);
        Assert.True(first.Measurement.Accuracy + 0.1 < curve[0].Measurement.Accuracy, $"{first.Measurement.Accuracy}");
        Assert.True(first.Measurement.LogLoss > curve[0].Measurement.LogLoss);
        // Labels have curves of their own out of the same models.
        var slice = points.Where(point => point.Dimension == CurveDimension.Class && point.Arm == CurveArm.Arrival)
            .GroupBy(point => point.Key).MaxBy(same => same.Count())!;
        Assert.True(slice.Count() >= 4, $"{slice.Key} has {slice.Count()} points.");
        Assert.All(slice, point => Assert.InRange(point.Labels, 1, point.ModelLabels - 1));
        Assert.True(await NothingStaysAsync());
    }

    [Fact]
    public async Task A_trial_that_fails_leaves_no_model_behind_and_is_measured_with_the_next_retrain()
    {
        await _loop.JudgeAsync(200);
        await _loop.RetrainAsync();
        await using var db = await _loop.OpenAsync();
        await db.LearningCurve.Where(point => point.Arm == CurveArm.Arrival).ExecuteDeleteAsync();
        var project = await _loop.ProjectAsync();
        var items = await LabeledItem.LoadAsync(db, project, CancellationToken.None);
        var measure = ActivatorUtilities.CreateInstance<MeasureSubsets>(
            _loop.Services,
            ActivatorUtilities.CreateInstance<TrialModels>(_loop.Services, new BrokenPredictor()));

        await Assert.ThrowsAsync<InferenceUnavailableException>(
            () => measure.ExecuteAsync(
                project, version: 2, items, embedder: null, isStale: false, CancellationToken.None));

        Assert.True(await NothingStaysAsync());
        Assert.False(await db.LearningCurve.AnyAsync(point => point.Arm == CurveArm.Arrival));
        await _loop.JudgeAsync(2);
        await _loop.RetrainAsync();
        Assert.True(await db.LearningCurve.AnyAsync(point => point.Arm == CurveArm.Arrival));
    }

    [Fact]
    public async Task What_was_measured_of_labels_that_do_not_count_any_more_is_measured_again()
    {
        await _loop.JudgeAsync(200);
        await _loop.RetrainAsync();
        await using var db = await _loop.OpenAsync();
        var project = await _loop.ProjectAsync();
        var items = await LabeledItem.LoadAsync(db, project, CancellationToken.None);
        var measure = _loop.Services.GetRequiredService<MeasureSubsets>();

        var again = await measure.ExecuteAsync(
            project, version: 2, items, embedder: null, isStale: false, CancellationToken.None);
        var anew = await measure.ExecuteAsync(
            project, version: 2, items, embedder: null, isStale: true, CancellationToken.None);

        Assert.Equal(0, again);
        Assert.True(anew >= 5, $"{anew} points.");
        // The estimate rests on one of both.
        var points = await CurvePoints.ReadAsync(db, project.Id, CurveSlice.All, CancellationToken.None);
        var counted = MeasuredCurve.Latest([.. points.Select(point => point.Point)]);
        Assert.Equal(counted.Count, counted.DistinctBy(point => point.ModelLabels).Count());
        Assert.True(counted.Count < points.Count);
    }

    private async Task<bool> NothingStaysAsync()
    {
        var trial = new ModelReference($"trial-{(await _loop.ProjectAsync()).Id.Value}", 1);
        foreach (var version in new[] { 1, 2 })
            await Assert.ThrowsAsync<ModelNotAvailableException>(
                () => _loop.Services.GetRequiredService<IPredictor>().PredictAsync(
                    trial with { Version = version }, ["words"], CancellationToken.None));
        return true;
    }

    /// <summary>An inference process that goes away between a training and the first question.</summary>
    private sealed class BrokenPredictor : IPredictor
    {
        public Task<IReadOnlyList<Prediction>> PredictAsync(
            ModelReference model, IReadOnlyList<string> inputs, CancellationToken cancellationToken)
            => throw new InferenceUnavailableException("It has gone.");

        public Task<ItemVectors> EmbedAsync(
            ModelReference embedder, IReadOnlyList<string> inputs, CancellationToken cancellationToken)
            => throw new InferenceUnavailableException("It has gone.");
    }
}
