using System.Text.Json;
using ActiveLabel.Api.Graph;
using ActiveLabel.Api.Items;
using ActiveLabel.Api.Operations;
using ActiveLabel.Api.Tests.Workers;
using ActiveLabel.Domain.Items;
using ActiveLabel.Domain.Projects;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace ActiveLabel.Api.Tests.Bias;

public sealed class BiasAuditTests : IAsyncLifetime
{
    private const int South = 60;
    private const int North = 40;

    private WorkerLead _lead = null!;
    private string _project = "";

    public async Task InitializeAsync()
    {
        _lead = await WorkerLead.StartAsync();
        _project = await _lead.ProjectAsync(requirement: null, items: 0);
    }

    public async Task DisposeAsync() => await _lead.DisposeAsync();

    [Fact]
    public async Task A_region_that_was_not_labeled_is_found_and_comes_first_when_a_manager_says_so()
    {
        var (_, worker) = await _lead.WorkerAsync(_project, "Ada");
        await AddAsync("south", South);
        for (var left = South; left > 0; left -= 10)
            await _lead.Server.JudgeAsync(worker, _project, 10);
        await AddAsync("north", North);
        await DeclareAsync(groupMin: 10);

        await RunAsync();
        var finding = Assert.Single(await FindingsAsync());

        Assert.Equal(("SAMPLE", "region", "north", "REBALANCE_QUEUE"), (
            Text(finding, "kind"), Text(finding, "attribute"), Text(finding, "group"), Text(finding, "action")));
        Assert.True(finding.GetProperty("adjustedPValue").GetDouble() < 0.001);
        Assert.Equal(North, finding.GetProperty("itemIds").GetArrayLength());
        var applied = await _lead.MutateAsync(
            "applyBiasAction", $"projectId: \"{_project}\", finding: \"{Text(finding, "key")}\"",
            "finding { appliedAt }");
        Assert.NotEqual(JsonValueKind.Null, applied.GetProperty("finding").GetProperty("appliedAt").ValueKind);
        await using var db = await _lead.Server.OpenDatabaseAsync();
        var positions = await (
            from entry in db.Queue
            join item in db.Items on entry.ItemId equals item.Id
            where item.State == ItemState.Queued && item.Arm == Arm.Ranked
            select entry.Position).ToListAsync();
        Assert.NotEmpty(positions);
        Assert.All(positions, position => Assert.InRange(position, 0, 1e-6));
        // And the orders to come keep the share that was declared.
        var quota = Assert.Single((await db.Projects.AsNoTracking().SingleAsync()).Settings.SliceQuotas);
        Assert.Equal(("region", "north"), (quota.Attribute, quota.Value));
        Assert.Equal(0.4, quota.Share);
    }

    [Fact]
    public async Task Without_bias_nothing_is_found_and_small_groups_are_not_told_apart()
    {
        var (_, worker) = await _lead.WorkerAsync(_project, "Ada");
        await AddAsync("south", South);
        await AddAsync("north", North);
        for (var left = South + North; left > 0; left -= 10)
            await _lead.Server.JudgeAsync(worker, _project, 10);
        await DeclareAsync(groupMin: 200);

        await RunAsync();
        await RunAsync();

        Assert.Empty(await FindingsAsync());
        await using var db = await _lead.Server.OpenDatabaseAsync();
        var reports = await db.BiasReports.ToListAsync();
        Assert.Equal(2, reports.Count);
        Assert.Equal(reports[0].InputsHash, reports[1].InputsHash);
        Assert.Equal(South + North, reports[0].Answers);
    }

    [Fact]
    public async Task What_cannot_be_is_refused()
    {
        var shares = await _lead.TryAsync(
            _lead.Key,
            "setBiasSettings",
            $$"""
            projectId: "{{_project}}", population: [{ attribute: "region", shares: [
              { value: "a", share: 0.5 } { value: "b", share: 0.6 }] }]
            """,
            "groupMin");
        var finding = await _lead.TryAsync(
            _lead.Key, "applyBiasAction", $"projectId: \"{_project}\", finding: \"1-0\"", "finding { key }");

        Assert.Contains("sum to one", shares.ToString(), StringComparison.Ordinal);
        Assert.Contains("NOT_FOUND", finding.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_attribute_of_the_population_is_declared_once()
    {
        var twice = await _lead.TryAsync(
            _lead.Key,
            "setBiasSettings",
            $$"""
            projectId: "{{_project}}", population: [
              { attribute: "region", shares: [{ value: "a", share: 0.5 } { value: "b", share: 0.5 }] }
              { attribute: "region", shares: [{ value: "c", share: 0.5 } { value: "d", share: 0.5 }] }]
            """,
            "groupMin");
        await RunAsync();

        Assert.Contains("once", twice.ToString(), StringComparison.Ordinal);
    }

    private static string Text(JsonElement finding, string field) => finding.GetProperty(field).GetString()!;

    private async Task AddAsync(string region, int count)
    {
        await using var db = await _lead.Server.OpenDatabaseAsync();
        var project = await db.Projects.SingleAsync(known => known.Id == GlobalId.Parse<ProjectId>(_project));
        await _lead.Server.Services.GetRequiredService<AddItems>().ExecuteAsync(
            project,
            [.. Enumerable.Range(0, count).Select(index => new NewItem(
                $"{region}-{index}", """{"text":"Meow"}""", $$"""{"region":"{{region}}"}"""))],
            CancellationToken.None);
    }

    private Task<JsonElement> DeclareAsync(int groupMin) => _lead.MutateAsync(
        "setBiasSettings",
        $$"""
        projectId: "{{_project}}", groupMin: {{groupMin}}, protectedAttributes: ["region"]
        population: [{ attribute: "region", shares: [
          { value: "south", share: 0.6 } { value: "north", share: 0.4 }] }]
        """,
        "groupMin");

    private async Task<List<JsonElement>> FindingsAsync()
        => [.. (await _lead.Server.DataAsync(
            _lead.Key,
            $$"""
            { biasReport(projectId: "{{_project}}") { tests suppressedGroups findings { key kind attribute group outcome
              effect effectLow effectHigh adjustedPValue count action appliedAt itemIds } } }
            """)).GetProperty("biasReport").GetProperty("findings").EnumerateArray()];

    private Task<Operation> RunAsync() => _lead.RunAsync(_project, Job.AuditBias);
}
