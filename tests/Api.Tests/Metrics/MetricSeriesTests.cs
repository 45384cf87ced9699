using System.Globalization;
using System.Text.Json;
using ActiveLabel.Api.Metrics;
using ActiveLabel.Api.Operations;
using ActiveLabel.Api.Tests.Storage;
using ActiveLabel.Api.Tests.Transport;
using ActiveLabel.Api.Tests.Workers;
using ActiveLabel.Benchmarks;
using ActiveLabel.Domain.Metrics;
using Xunit;

namespace ActiveLabel.Api.Tests.Metrics;

public sealed class MetricSeriesTests
{
    private const int PagesOfPointMax = 20;

    [Fact]
    public async Task A_series_tells_what_was_done_and_what_is_left_of_the_plan()
    {
        await using var lead = await WorkerLead.StartAsync();
        var project = await lead.ProjectAsync(requirement: null, items: 6);
        var (_, worker) = await lead.WorkerAsync(project, "Ada");
        await lead.MutateAsync(
            "setProjectPlan",
            $"""
            projectId: "{project}", deadline: "2999-01-01T00:00:00Z", items: 10, budget: 100, costPerHour: 3600
            shifts: [{"{ day: MONDAY, fromHour: 9, toHour: 17 }"}]
            """,
            "plan { items shifts { day fromHour toHour } }");
        using var heard = await GraphEvents.OpenAsync(
            lead.Server.Client(lead.Key),
            $"subscription {{ onMetricsChanged(projectId: \"{project}\", curves: [SERIES]) {{ curves }} }}");
        await lead.Server.JudgeAsync(worker, project, 4);

        await lead.RunAsync(project, Job.RollUpMetrics);
        var metrics = (await lead.Server.DataAsync(
            lead.Key,
            $$"""
            { metrics(projectId: "{{project}}") { asOf summedUpTo plan { budget confidence }
              series(points: 100) { nodes { resolution finished judgements cost costPerJudgement costPerUsableLabel
                firstPassYield reworkShare workInProgress usableLabels itemsLeft itemsLeftByPlan budgetLeft
                leadSecondsP50 throughputPerHour } }
              steps: breakdown { nodes { key judgements workInProgress } } } }
            """)).GetProperty("metrics");

        var point = Assert.Single(metrics.GetProperty("series").GetProperty("nodes").EnumerateArray());
        Assert.Equal("HOUR", point.GetProperty("resolution").GetString());
        Assert.Equal((4, 4, 2), (Int(point, "finished"), Int(point, "judgements"), Int(point, "workInProgress")));
        // Four judgements at 1, and 12 seconds at 3,600 an hour.
        Assert.Equal(16, Number(point, "cost"), 1e-9);
        Assert.Equal((4, 4), (Number(point, "costPerJudgement"), Number(point, "costPerUsableLabel")));
        Assert.Equal((1, 0), (Number(point, "firstPassYield"), Number(point, "reworkShare")));
        Assert.Equal((6, 84), (Number(point, "itemsLeft"), Number(point, "budgetLeft")));
        Assert.InRange(Number(point, "itemsLeftByPlan"), 9.9, 10);
        Assert.Contains("label", metrics.GetProperty("steps").ToString(), StringComparison.Ordinal);
        Assert.NotEqual(JsonValueKind.Null, metrics.GetProperty("summedUpTo").ValueKind);
        Assert.Contains("SERIES", (await heard.ReadEventAsync()).Data, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("points: 0", "must lie between 1 and")]
    [InlineData("key: \"label\"", "has no key")]
    [InlineData("from: \"2030-01-01T00:00:00Z\", to: \"2029-01-01T00:00:00Z\"", "comes before")]
    public async Task What_is_no_series_is_refused(string arguments, string reason)
    {
        await using var lead = await WorkerLead.StartAsync();
        var project = await lead.ProjectAsync(requirement: null);

        var answer = await lead.Server.PostAsync(
            lead.Key, $"{{ metrics(projectId: \"{project}\") {{ series({arguments}) {{ nodes {{ key }} }} }} }}");

        Assert.Contains(reason, answer.ToString(), StringComparison.Ordinal);
    }

    [SkippableTheory]
    [InlineData(Provider.Sqlite)]
    [InlineData(Provider.PostgreSql)]
    public async Task A_point_touches_few_pages(Provider provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        var project = await database.CreateProjectAsync(itemCount: 0);
        await using (var seeded = database.CreateDbContext())
            await MetricSeed.AddAsync(seeded, project, days: 200, useCases: 5, CancellationToken.None);
        await using var db = database.CreateDbContext();
        await using var transaction = await db.Database.BeginTransactionAsync();

        foreach (var resolution in MetricClock.Pieces)
            foreach (var size in new[] { 1, 10, 100 })
            {
                var request = new SeriesRequest(
                    MetricDimension.UseCase, "use-1", resolution, 0, long.MaxValue - 1, new(size, null));
                await MetricSeries.FetchAsync(db, project.OrganizationId, [(project.Id, request)], default);
                var before = await PageCounter.CountAsync(db, CancellationToken.None);
                var found = await MetricSeries.FetchAsync(
                    db, project.OrganizationId, [(project.Id, request)], CancellationToken.None);
                var pages = await PageCounter.CountAsync(db, CancellationToken.None) - before;

                var points = Math.Min(size, Assert.Single(found).Value.Count);
                Assert.True(
                    pages <= PagesOfPointMax * points,
                    string.Create(CultureInfo.InvariantCulture, $"{resolution}: {pages} pages, {points} points"));
            }
    }

    private static int Int(JsonElement point, string field) => point.GetProperty(field).GetInt32();

    private static double Number(JsonElement point, string field) => point.GetProperty(field).GetDouble();
}
