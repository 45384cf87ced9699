using System.Text.Json;
using ActiveLabel.Api.Operations;
using ActiveLabel.Api.Tests.Storage;
using ActiveLabel.Api.Tests.Transport;
using ActiveLabel.Api.Tests.Workers;
using ActiveLabel.Domain.Sizing;
using Xunit;

namespace ActiveLabel.Api.Tests.Sizing;

public sealed class CurveTests
{
    [SkippableTheory]
    [InlineData(Provider.Sqlite)]
    [InlineData(Provider.PostgreSql)]
    public async Task Each_label_slice_and_use_case_has_its_curve_its_estimate_and_its_history(Provider provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        await using var lead = await WorkerLead.StartAsync(database.Options);
        var project = await lead.ProjectAsync(requirement: null);
        foreach (var slice in new[]
            {
                CurveSlice.All,
                new(CurveDimension.Class, "cat"),
                new(CurveDimension.Slice, "region=north"),
                new(CurveDimension.UseCase, "billing"),
            })
            await SeededCurves.AddAsync(lead, project, slice);
        // Half as dear: the same accuracies with half the labels.
        await SeededCurves.AddAsync(lead, project, new(CurveDimension.UseCase, "returns"), share: 0.5);
        using var heard = await GraphEvents.OpenAsync(
            lead.Server.Client(lead.Key),
            $"subscription {{ onMetricsChanged(projectId: \"{project}\", curves: [USE_CASE_CURVES]) {{ curves }} }}");

        var first = await lead.RunAsync(project, Job.EstimateSizing);
        var idle = await lead.RunAsync(project, Job.EstimateSizing);
        await lead.MutateAsync(
            "updateProjectSettings", $"projectId: \"{project}\", targetAccuracy: 0.92", "project { id }");
        var changed = await lead.RunAsync(project, Job.EstimateSizing);
        var metrics = await MetricsAsync(lead, project);
        var history = await HistoryAsync(lead, project);

        Assert.Equal((64, first.InputsHash), (first.InputsHash!.Length, idle.InputsHash));
        Assert.NotEqual(first.InputsHash, changed.InputsHash);
        Assert.Contains("\"curves\":5", first.Result, StringComparison.Ordinal);
        var told = (await heard.ReadEventAsync()).Data;
        Assert.All(
            ["SIZING", "CLASS_CURVES", "SLICE_CURVES", "USE_CASE_CURVES"],
            curve => Assert.Contains(curve, told, StringComparison.Ordinal));
        Assert.Equal(SeededCurves.Sizes.Count, metrics.GetProperty("cats").GetArrayLength());
        var north = Assert.Single(metrics.GetProperty("slices").GetProperty("nodes").EnumerateArray());
        Assert.Equal("region=north", north.GetProperty("key").GetString());
        Assert.Equal(
            metrics.GetProperty("sizing").GetProperty("labelsNeeded").GetInt32(),
            north.GetProperty("labelsNeeded").GetInt32());
        var useCases = metrics.GetProperty("useCases").EnumerateArray().ToList();
        Assert.Equal(["billing", "returns"], useCases.Select(useCase => useCase.GetProperty("key").GetString()));
        Assert.Equal(0.5, useCases[1].GetProperty("ofFirst").GetDouble(), 0.05);
        // One for each target; the run in between found nothing new.
        Assert.Equal([0.9, 0.92], history.Select(estimate => estimate.GetProperty("target").GetDouble()));
        Assert.True(history[0].GetProperty("labelsNeeded").GetInt32()
            < history[1].GetProperty("labelsNeeded").GetInt32());
    }

    [Fact]
    public async Task The_curve_under_the_queue_and_the_one_under_chance_are_told_apart()
    {
        await using var lead = await WorkerLead.StartAsync();
        var project = await lead.ProjectAsync(requirement: null);
        await SeededCurves.AddAsync(lead, project, CurveSlice.All);
        await SeededCurves.AddPartsAsync(lead, project);
        await lead.RunAsync(project, Job.EstimateSizing);

        var metrics = (await lead.Server.DataAsync(
            lead.Key,
            $$"""
            { metrics(projectId: "{{project}}") {
              first: learningCurve(arm: ARRIVAL) { arm labels draw }
              drawn: learningCurve(arm: RANDOM_DRAW) { arm labels modelLabels draw }
              every: learningCurve { arm }
              sizing(target: 0.9) { labelsNeeded } chance: sizing(target: 0.9, sampling: RANDOM) { status labelsNeeded }
            } }
            """)).GetProperty("metrics");

        Assert.Equal(
            [("ARRIVAL", 32), ("ARRIVAL", 8), ("ARRIVAL", 16), ("ARRIVAL", 32)],
            metrics.GetProperty("first").EnumerateArray().Select(point => (
                point.GetProperty("arm").GetString(), point.GetProperty("labels").GetInt32())));
        var drawn = metrics.GetProperty("drawn").EnumerateArray().ToList();
        Assert.Equal(
            [(16, 1), (32, 1), (64, 1), (128, 1), (16, 2)],
            drawn.Take(5).Select(point => (
                point.GetProperty("modelLabels").GetInt32(), point.GetProperty("draw").GetInt32())));
        Assert.Equal(JsonValueKind.Null, metrics.GetProperty("first")[0].GetProperty("draw").ValueKind);
        Assert.Equal(
            SeededCurves.Sizes.Count + SeededCurves.Arrivals + 1 + SeededCurves.Draws,
            metrics.GetProperty("every").GetArrayLength());
        // 411 and 931 labels by the laws themselves.
        Assert.InRange(metrics.GetProperty("sizing").GetProperty("labelsNeeded").GetInt32(), 330, 520);
        Assert.InRange(metrics.GetProperty("chance").GetProperty("labelsNeeded").GetInt32(), 600, 1_500);
    }

    [Theory]
    [InlineData("learningCurve(key: \"cat\") { labels }")]
    [InlineData("learningCurve(dimension: CLASS) { labels }")]
    [InlineData("sizing(dimension: USE_CASE) { target }")]
    public async Task A_curve_that_is_not_named_is_refused(string field)
    {
        await using var lead = await WorkerLead.StartAsync();
        var project = await lead.ProjectAsync(requirement: null);

        var answer = await lead.Server.PostAsync(lead.Key, $"{{ metrics(projectId: \"{project}\") {{ {field} }} }}");

        Assert.Contains("BAD_USER_INPUT", answer.ToString(), StringComparison.Ordinal);
    }

    private static async Task<JsonElement> MetricsAsync(WorkerLead lead, string project)
        => (await lead.Server.DataAsync(
            lead.Key,
            $$"""
            { metrics(projectId: "{{project}}") {
              sizing { labelsNeeded } cats: learningCurve(dimension: CLASS, key: "cat") { labels accuracy macroF1 }
              slices: curves(dimension: SLICE) { nodes { dimension key status labelsNeeded } }
              useCases { key labelsNow labelsExpected isMeasured ofFirst } } }
            """)).GetProperty("metrics");

    private static async Task<List<JsonElement>> HistoryAsync(WorkerLead lead, string project)
        => [.. (await lead.Server.DataAsync(
            lead.Key, $"{{ sizings(projectId: \"{project}\") {{ nodes {{ target labelsNeeded estimatedAt }} }} }}"))
            .GetProperty("sizings").GetProperty("nodes").EnumerateArray()];
}
