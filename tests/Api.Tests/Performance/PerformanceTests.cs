using ActiveLabel.Api.Performance;
using ActiveLabel.Api.Tests.Workers;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace ActiveLabel.Api.Tests.Performance;

public sealed class PerformanceTests : IAsyncLifetime
{
    private WorkerLead _lead = null!;
    private string _project = "";

    public async Task InitializeAsync()
    {
        _lead = await WorkerLead.StartAsync();
        _project = await _lead.ProjectAsync(requirement: null, items: 6);
    }

    public async Task DisposeAsync() => await _lead.DisposeAsync();

    [Fact]
    public async Task What_a_worker_did_is_summed_once_however_often_it_is_summed()
    {
        var (_, key) = await _lead.WorkerAsync(_project, "Ada");
        await _lead.MutateAsync(
            "setPayRate", $"projectId: \"{_project}\", amountMinor: 12, currency: \"EUR\"", "payRate { currency }");
        await _lead.Server.JudgeAsync(key, _project, 3);

        await SumAsync();
        await SumAsync();
        var mine = (await _lead.Server.DataAsync(
            key,
            """
            { viewer {
              workerDays { nodes { judgementCount activeSeconds wallSeconds skipCount stepKey } }
              earnings { nodes { amountMinor currency judgementCount } } } }
            """)).GetProperty("viewer");

        var day = Assert.Single(mine.GetProperty("workerDays").GetProperty("nodes").EnumerateArray());
        Assert.Equal(3, day.GetProperty("judgementCount").GetInt32());
        Assert.Equal(9, day.GetProperty("activeSeconds").GetDouble(), 1e-9);
        Assert.InRange(day.GetProperty("wallSeconds").GetDouble(), 0.001, 600);
        Assert.Equal("label", day.GetProperty("stepKey").GetString());
        var earned = Assert.Single(mine.GetProperty("earnings").GetProperty("nodes").EnumerateArray());
        Assert.Equal(("36", "EUR"), (
            earned.GetProperty("amountMinor").GetString(), earned.GetProperty("currency").GetString()));
        await using var db = await _lead.Server.OpenDatabaseAsync();
        var sums = await db.WorkerDays.SingleAsync();
        Assert.Equal((3, 3), (sums.ComparedCount, sums.AgreedCount));
    }

    [Fact]
    public async Task A_rate_pays_what_is_given_while_it_is_in_force()
    {
        var (_, key) = await _lead.WorkerAsync(_project, "Ada");
        await _lead.Server.JudgeAsync(key, _project, 1);
        await _lead.MutateAsync(
            "setPayRate", $"projectId: \"{_project}\", amountMinor: 5, currency: \"USD\"", "payRate { currency }");
        await _lead.Server.JudgeAsync(key, _project, 2);
        await _lead.MutateAsync(
            "setPayRate", $"projectId: \"{_project}\", amountMinor: 0, currency: \"USD\"", "payRate { currency }");
        await _lead.Server.JudgeAsync(key, _project, 1);

        await SumAsync();

        await using var db = await _lead.Server.OpenDatabaseAsync();
        var earned = await db.WorkerEarnings.SingleAsync();
        Assert.Equal((10, 2), (earned.AmountMinor, earned.JudgementCount));
        Assert.Equal(4, (await db.WorkerDays.SingleAsync()).JudgementCount);
    }

    [Fact]
    public async Task Workers_of_whom_little_is_known_differ_by_noise()
    {
        var (ada, adaKey) = await _lead.WorkerAsync(_project, "Ada");
        var (ben, benKey) = await _lead.WorkerAsync(_project, "Ben");
        await _lead.Server.JudgeAsync(adaKey, _project, 2);
        await _lead.Server.JudgeAsync(benKey, _project, 2, "dog");

        var compared = (await _lead.Server.DataAsync(
            _lead.Key,
            """
            query($p: ID!, $w: [ID!]!) { compareWorkers(projectId: $p, workerIds: $w) {
              differences { isNoise low high difference first { name } second { name } explanation } } }
            """,
            new { p = _project, w = new[] { ada, ben } })).GetProperty("compareWorkers").GetProperty("differences");

        var difference = Assert.Single(compared.EnumerateArray());
        Assert.True(difference.GetProperty("isNoise").GetBoolean());
        Assert.True(difference.GetProperty("low").GetDouble() < difference.GetProperty("high").GetDouble());
        Assert.Equal("Ada", difference.GetProperty("first").GetProperty("name").GetString());
    }

    [Fact]
    public async Task A_worker_reads_no_days_but_his_own()
    {
        var (_, key) = await _lead.WorkerAsync(_project, "Ada");
        var (_, other) = await _lead.WorkerAsync(_project, "Ben");
        await _lead.Server.JudgeAsync(other, _project, 2);
        await SumAsync();

        var mine = await _lead.Server.DataAsync(key, "{ viewer { workerDays { nodes { judgementCount } } } }");
        var all = await _lead.Server.PostAsync(
            key, $"{{ workerDays(projectId: \"{_project}\") {{ nodes {{ judgementCount }} }} }}");

        Assert.Empty(mine.GetProperty("viewer").GetProperty("workerDays").GetProperty("nodes").EnumerateArray());
        Assert.Contains("FORBIDDEN", all.ToString(), StringComparison.Ordinal);
    }

    private Task<int> SumAsync()
        => _lead.Server.Services.GetRequiredService<SumPerformance>().ExecuteAsync(CancellationToken.None);
}
