using System.Globalization;
using System.Text.Json;
using ActiveLabel.Api.Graph;
using ActiveLabel.Api.Metrics;
using ActiveLabel.Api.Operations;
using ActiveLabel.Api.Performance;
using ActiveLabel.Api.Tests.Sizing;
using ActiveLabel.Api.Tests.Workers;
using ActiveLabel.Domain.Projects;
using ActiveLabel.Domain.Sizing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace ActiveLabel.Api.Tests.Forecasting;

public sealed class ForecastTests : IAsyncLifetime
{
    private const string Shifts =
        "[{ day: MONDAY, fromHour: 0, toHour: 24 } { day: TUESDAY, fromHour: 0, toHour: 24 } "
        + "{ day: WEDNESDAY, fromHour: 0, toHour: 24 } { day: THURSDAY, fromHour: 0, toHour: 24 } "
        + "{ day: FRIDAY, fromHour: 0, toHour: 24 } { day: SATURDAY, fromHour: 0, toHour: 24 } "
        + "{ day: SUNDAY, fromHour: 0, toHour: 24 }]";

    private WorkerLead _lead = null!;
    private string _project = "";
    private string _worker = "";

    public async Task InitializeAsync()
    {
        _lead = await WorkerLead.StartAsync();
        _project = await _lead.ProjectAsync(requirement: null, items: 400);
        (_, _worker) = await _lead.WorkerAsync(_project, "Ada");
    }

    public async Task DisposeAsync() => await _lead.DisposeAsync();

    [Fact]
    public async Task What_is_missing_is_said_and_nothing_is_foretold()
    {
        await RunAsync(await TriggerAsync());

        var forecast = (await _lead.Server.DataAsync(
            _lead.Key,
            $"{{ forecast(projectId: \"{_project}\") {{ status dateP50 missing {{ kind have need message }} }} }}"))
            .GetProperty("forecast");

        Assert.Equal("INSUFFICIENT_DATA", forecast.GetProperty("status").GetString());
        Assert.Equal(JsonValueKind.Null, forecast.GetProperty("dateP50").ValueKind);
        Assert.Equal("JUDGEMENTS", forecast.GetProperty("missing").GetProperty("kind").GetString());
        Assert.Equal(30, forecast.GetProperty("missing").GetProperty("need").GetDouble());
    }

    [Fact]
    public async Task Work_of_a_known_pace_ends_when_arithmetic_says()
    {
        await JudgeAsync(100);
        await PlanAsync("deadline: \"2999-01-01T00:00:00Z\", budget: 1000, costPerHour: 3600");
        await RunAsync(await TriggerAsync());

        var forecast = (await _lead.Server.DataAsync(
            _lead.Key,
            $$"""
            { forecast(projectId: "{{_project}}") { status dateP50 dateP90 costP50 itemsLeft workers bottleneck at
              deadlineProbability budgetProbability inputsHash loads { skill load } } }
            """)).GetProperty("forecast");

        Assert.Equal("OK", forecast.GetProperty("status").GetString());
        Assert.Equal((300, 1), (
            forecast.GetProperty("itemsLeft").GetInt32(), forecast.GetProperty("workers").GetInt32()));
        // 300 items of 3 seconds by one who is always there; each costs 1, and 3 seconds at 1 a second.
        var minutes = (forecast.GetProperty("dateP50").GetDateTimeOffset()
            - forecast.GetProperty("at").GetDateTimeOffset()).TotalMinutes;
        Assert.InRange(minutes, 14, 16.5);
        Assert.InRange(forecast.GetProperty("costP50").GetDouble(), 1_140, 1_270);
        Assert.Equal("label", forecast.GetProperty("bottleneck").GetString());
        Assert.Equal(1, forecast.GetProperty("deadlineProbability").GetDouble());
        Assert.Equal(0, forecast.GetProperty("budgetProbability").GetDouble());
    }

    [Fact]
    public async Task More_people_finish_earlier_and_a_deadline_says_how_many()
    {
        await JudgeAsync(100);
        await PlanAsync("costPerHour: 10");
        await RunAsync(await TriggerAsync());
        await RunAsync(await AskAsync("whatIf: { workers: [{ step: \"label\", count: 2 }] }", "a"));
        await RunAsync(await AskAsync("whatIf: { items: 250 }", "b"));
        var soon = TimeProvider.System.GetUtcNow().AddMinutes(6).ToString("O");
        await RunAsync(await AskAsync($"staffing: {{ finishBy: \"{soon}\", confidence: 0.8 }}", "c"));

        var all = (await _lead.Server.DataAsync(
            _lead.Key,
            $$"""
            { forecasts(projectId: "{{_project}}") { nodes { at dateP50 itemsLeft deadlineProbability
              whatIf { items workers { step count } } staffing { confidence } added { step count } inputsHash } } }
            """)).GetProperty("forecasts").GetProperty("nodes").EnumerateArray().ToList();

        Assert.Equal(4, all.Count);
        Assert.Equal(1 / 3.0, MinutesOf(all[1]) / MinutesOf(all[0]), 0.05);
        Assert.Equal(150, all[2].GetProperty("itemsLeft").GetInt32());
        Assert.Equal(0.5, MinutesOf(all[2]) / MinutesOf(all[0]), 0.05);
        // 15 minutes of work in 6: two more.
        Assert.Equal(2, all[3].GetProperty("added")[0].GetProperty("count").GetInt32());
        Assert.True(all[3].GetProperty("deadlineProbability").GetDouble() >= 0.8);
        Assert.Equal(4, all.Select(one => one.GetProperty("inputsHash").GetString()).Distinct().Count());
    }

    [Fact]
    public async Task More_judgements_an_item_take_as_much_longer_and_cost_as_much_more()
    {
        await JudgeAsync(100);
        await PlanAsync("costPerHour: 10");
        foreach (var name in new[] { "Bob", "Cem" })
            await _lead.WorkerAsync(_project, name);
        await RunAsync(await TriggerAsync());
        await RunAsync(await AskAsync("whatIf: { judgementsMin: 3, judgementsMax: 3 }", "three"));

        var all = await ForecastsAsync();

        // Each item wants three people in place of one.
        Assert.Equal(3, MinutesOf(all[1]) / MinutesOf(all[0]), 0.3);
        Assert.Equal(
            3, all[1].GetProperty("costP50").GetDouble() / all[0].GetProperty("costP50").GetDouble(), 0.3);
        Assert.Equal(3, all[1].GetProperty("whatIf").GetProperty("judgementsMin").GetInt32());
    }

    [Fact]
    public async Task A_smaller_tolerance_asks_for_more_judgements_as_often_as_the_recorded_beliefs_say()
    {
        await JudgeAsync(200);
        await PlanAsync("costPerHour: 10");
        foreach (var name in new[] { "Bob", "Cem" })
            await _lead.WorkerAsync(_project, name);
        // One judgement leaves them at the same belief: above one threshold, below the other.
        double confidence;
        await using (var db = await _lead.Server.OpenDatabaseAsync())
            confidence = await db.Consensus.Where(row => row.JudgementCount == 1).Select(row => row.Confidence)
                .FirstAsync();
        var (lax, strict) = (
            (1 - (confidence - 0.05)).ToString(CultureInfo.InvariantCulture),
            ((1 - confidence) / 2).ToString(CultureInfo.InvariantCulture));
        await RunAsync(await AskAsync($"whatIf: {{ tolerance: {lax}, judgementsMin: 1, judgementsMax: 2 }}", "lax"));
        await RunAsync(
            await AskAsync($"whatIf: {{ tolerance: {strict}, judgementsMin: 1, judgementsMax: 2 }}", "strict"));

        var all = await ForecastsAsync();

        // The one asks hardly ever for the second, the other always.
        Assert.Equal(2, MinutesOf(all[1]) / MinutesOf(all[0]), 0.25);
        Assert.NotEqual(all[0].GetProperty("inputsHash").GetString(), all[1].GetProperty("inputsHash").GetString());
    }

    [Fact]
    public async Task A_target_asks_for_as_many_items_as_the_learning_curve_says_or_says_that_there_is_none()
    {
        await JudgeAsync(100);
        await PlanAsync("costPerHour: 10");
        await RunAsync(await AskAsync("whatIf: { targetAccuracy: 0.9 }", "blind"));
        await SeededCurves.AddAsync(_lead, _project, CurveSlice.All);
        await RunAsync(await AskAsync("whatIf: { targetAccuracy: 0.9 }", "seen"));
        await RunAsync(await AskAsync("whatIf: { targetAccuracy: 0.92 }", "higher"));

        var all = await ForecastsAsync();

        Assert.Equal("LEARNING_CURVE", all[0].GetProperty("missing").GetProperty("kind").GetString());
        // 411 labels reach 0.9; 87 % of the items train, and 100 are done.
        Assert.InRange(all[1].GetProperty("itemsLeft").GetInt32(), 340, 410);
        Assert.True(all[2].GetProperty("itemsLeft").GetInt32() > all[1].GetProperty("itemsLeft").GetInt32() + 50);
        Assert.True(MinutesOf(all[2]) > MinutesOf(all[1]));
    }

    [Fact]
    public async Task The_same_facts_give_the_same_forecast()
    {
        await JudgeAsync(50);
        await PlanAsync("costPerHour: 10");
        await RunAsync(await TriggerAsync());
        await RunAsync(await TriggerAsync());

        await using var db = await _lead.Server.OpenDatabaseAsync();
        var both = await db.Forecasts.OrderBy(forecast => forecast.Id).ToListAsync();

        Assert.Equal(both[0].InputsHash, both[1].InputsHash);
        Assert.Equal(both[0].Answer!.CostP90, both[1].Answer!.CostP90);
    }

    [Theory]
    [InlineData("whatIf: { workers: [{ step: \"nowhere\" }] }", "no step 'nowhere'")]
    [InlineData("whatIf: { tolerance: 2 }", "lie between 0 and 1")]
    [InlineData("staffing: { finishBy: \"2030-01-01T00:00:00Z\", confidence: 1 }", "between 0.5 and 0.99")]
    public async Task What_cannot_be_asked_is_refused(string question, string reason)
    {
        var payload = await _lead.TryAsync(
            _lead.Key, "startForecast", $"projectId: \"{_project}\", idempotencyKey: \"k\", {question}",
            "operation { id }");

        Assert.Contains(reason, payload.ToString(), StringComparison.Ordinal);
    }

    private async Task<List<JsonElement>> ForecastsAsync()
        => [.. (await _lead.Server.DataAsync(
            _lead.Key,
            $$"""
            { forecasts(projectId: "{{_project}}") { nodes { status at dateP50 costP50 itemsLeft inputsHash
              missing { kind } whatIf { tolerance targetAccuracy judgementsMin judgementsMax } } } }
            """)).GetProperty("forecasts").GetProperty("nodes").EnumerateArray()];

    private static double MinutesOf(JsonElement forecast) => (forecast.GetProperty("dateP50").GetDateTimeOffset()
        - forecast.GetProperty("at").GetDateTimeOffset()).TotalMinutes;

    private async Task JudgeAsync(int count)
    {
        for (var left = count; left > 0; left -= 10)
            await _lead.Server.JudgeAsync(_worker, _project, Math.Min(left, 10));
        await using var db = await _lead.Server.OpenDatabaseAsync();
        var project = await db.Projects.SingleAsync(known => known.Id == GlobalId.Parse<ProjectId>(_project));
        await _lead.Server.Services.GetRequiredService<SumPerformance>().ExecuteAsync(CancellationToken.None);
        await _lead.Server.Services.GetRequiredService<RollUpMetrics>()
            .ExecuteAsync(project, CancellationToken.None);
    }

    private Task<JsonElement> PlanAsync(string more) => _lead.MutateAsync(
        "setProjectPlan", $"projectId: \"{_project}\", shifts: {Shifts}, {more}", "plan { setAt }");

    private async Task<string> TriggerAsync()
        => (await _lead.MutateAsync(
            "triggerJob", $"projectId: \"{_project}\", job: FORECAST", "operation { id }"))
            .GetProperty("operation").GetProperty("id").GetString()!;

    private async Task<string> AskAsync(string question, string key)
        => (await _lead.MutateAsync(
            "startForecast", $"projectId: \"{_project}\", idempotencyKey: \"{key}\", {question}", "operation { id }"))
            .GetProperty("operation").GetProperty("id").GetString()!;

    private async Task RunAsync(string operation)
    {
        var done = await _lead.FinishAsync(GlobalId.Parse<OperationId>(operation)!.Value);
        Assert.Equal(64, done.InputsHash?.Length);
    }
}
