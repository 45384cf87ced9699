using System.Net;
using ActiveLabel.Api.Graph;
using ActiveLabel.Api.Operations;
using ActiveLabel.Api.Tests.Sizing;
using ActiveLabel.Api.Tests.Storage;
using ActiveLabel.Api.Tests.Workers;
using ActiveLabel.Domain.Sizing;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace ActiveLabel.Api.Tests.Exports;

public sealed class ExportTests
{
    private const int Judged = 30;

    [SkippableTheory]
    [InlineData(Provider.Sqlite)]
    [InlineData(Provider.PostgreSql)]
    public async Task Both_formats_say_the_same_and_what_is_in_storage(Provider provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        await using var lead = await WorkerLead.StartAsync(database.Options);
        var project = await FilledAsync(lead);
        await using var db = await lead.Server.OpenDatabaseAsync();

        foreach (var (what, rows) in new[]
            {
                ("learningCurve", SeededCurves.Sizes.Count * 2),
                ("sizings", 2),
                ("forecasts", 1),
                ("series?resolution=HOUR", await db.MetricBuckets.CountAsync(
                    bucket => bucket.Dimension == 0 && bucket.Resolution == Domain.Metrics.MetricResolution.Hour)),
                ("judgements", Judged),
                ("consensus", Judged),
            })
        {
            var csv = await CsvAsync(lead, project, what);
            var parquet = await ParquetAsync(lead, project, what);

            Assert.True(csv.Count == rows + 1, $"{what}: {csv.Count}");
            Assert.Equal(csv[0], parquet[0]);
            Assert.Equal(csv.Skip(1), parquet.Skip(1));
        }
        var judgements = await CsvAsync(lead, project, "judgements");
        Assert.Contains("phone", judgements[1], StringComparison.Ordinal);
        Assert.Contains("answer animal", judgements[0], StringComparison.Ordinal);
        // A text that a spreadsheet would compute is none here.
        Assert.Contains(
            await CsvAsync(lead, project, "consensus"), row => row.StartsWith("\"'=1+1", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Who_may_not_see_it_gets_nothing()
    {
        await using var lead = await WorkerLead.StartAsync();
        var project = await lead.ProjectAsync(requirement: null);
        var (_, worker) = await lead.WorkerAsync(project, "Ada");
        var reviewer = await lead.Server.CreateKeyAsync(lead.Key, "REVIEWER");
        var stranger = await lead.Server.StrangerAsync();

        Assert.Equal(
            [
                HttpStatusCode.Unauthorized, HttpStatusCode.Forbidden, HttpStatusCode.NotFound,
                HttpStatusCode.Forbidden, HttpStatusCode.OK, HttpStatusCode.BadRequest, HttpStatusCode.BadRequest,
                HttpStatusCode.BadRequest,
            ],
            [
                await StatusAsync(lead, null, project, "learningCurve"),
                await StatusAsync(lead, worker, project, "learningCurve"),
                await StatusAsync(lead, stranger, project, "learningCurve"),
                await StatusAsync(lead, reviewer, project, "judgements"),
                await StatusAsync(lead, reviewer, project, "learningCurve"),
                await StatusAsync(lead, lead.Key, project, "everything"),
                await StatusAsync(lead, lead.Key, project, "learningCurve?format=xlsx"),
                await StatusAsync(lead, lead.Key, project, "series?dimension=PROJECT&key=label"),
            ]);
        Assert.NotEmpty(await lead.AuditAsync("exportData", "SUCCEEDED"));
    }

    [Fact]
    public async Task A_long_export_comes_whole_over_many_pages()
    {
        await using var lead = await WorkerLead.StartAsync();
        var project = await lead.ProjectAsync(requirement: null);
        for (var round = 0; round < 900; round++)
            if (round % 300 == 0)
                for (var some = 0; some < 300; some++)
                    await SeededCurves.AddAsync(lead, project, new(CurveDimension.Slice, $"batch={round + some}"));

        var csv = await CsvAsync(lead, project, "learningCurve");
        var parquet = await ParquetAsync(lead, project, "learningCurve");

        var reads = 0;
        lead.Server.Statements.Fails = statement
            => statement.Contains("\"LearningCurve\"", StringComparison.Ordinal) && ++reads > 1;
        // A download that breaks off is seen to be one.
        await Assert.ThrowsAnyAsync<HttpRequestException>(() => CsvAsync(lead, project, "learningCurve"));
        lead.Server.Statements.Fails = null;

        Assert.True(reads > 1);
        Assert.Equal((900 * SeededCurves.Sizes.Count) + 1, csv.Count);
        Assert.Equal(csv.Distinct().Count(), parquet.Distinct().Count());
        Assert.Equal(csv.Count, parquet.Count);
    }

    private static async Task<string> FilledAsync(WorkerLead lead)
    {
        var project = await lead.ProjectAsync(requirement: null, items: 0);
        await lead.Server.AddItemsAsync(project, Judged - 1);
        await using (var db = await lead.Server.OpenDatabaseAsync())
        {
            var known = await db.Projects.SingleAsync(
                row => row.Id == GlobalId.Parse<Domain.Projects.ProjectId>(project));
            await ((Api.Items.AddItems)lead.Server.Services.GetService(typeof(Api.Items.AddItems))!).ExecuteAsync(
                known, [new("=1+1,\"x\"", "{}")], CancellationToken.None);
        }
        var (_, worker) = await lead.WorkerAsync(project, "Ada");
        for (var left = Judged; left > 0; left -= 10)
            await lead.Server.JudgeAsync(
                worker, project, 10, client: "client: { interface: \"web-2\", device: \"phone\" }");
        await SeededCurves.AddAsync(lead, project, CurveSlice.All);
        await SeededCurves.AddAsync(lead, project, new(CurveDimension.UseCase, "billing"));
        foreach (var job in new[] { Job.RollUpMetrics, Job.EstimateSizing, Job.Forecast })
            await lead.RunAsync(project, job);
        return project;
    }

    private static async Task<HttpResponseMessage> GetAsync(WorkerLead lead, string? key, string project, string what)
    {
        using var client = lead.Server.Client(key);
        return await client.GetAsync(
            new Uri($"/projects/{project}/exports/{what}", UriKind.Relative), HttpCompletionOption.ResponseContentRead);
    }

    private static async Task<HttpStatusCode> StatusAsync(WorkerLead lead, string? key, string project, string what)
    {
        using var response = await GetAsync(lead, key, project, what);
        return response.StatusCode;
    }

    private static async Task<List<string>> CsvAsync(WorkerLead lead, string project, string what)
    {
        using var response = await GetAsync(lead, lead.Key, project, what);
        response.EnsureSuccessStatusCode();
        Assert.Equal("attachment", response.Content.Headers.ContentDisposition?.DispositionType);
        Assert.Equal("nosniff", response.Headers.GetValues("X-Content-Type-Options").Single());
        var text = await response.Content.ReadAsStringAsync();
        return [.. text.Split("\r\n", StringSplitOptions.RemoveEmptyEntries)];
    }

    /// <summary>As a reader of the format has them, written out as CSV.</summary>
    private static async Task<List<string>> ParquetAsync(WorkerLead lead, string project, string what)
    {
        var more = what.Contains('?', StringComparison.Ordinal) ? "&" : "?";
        using var response = await GetAsync(lead, lead.Key, project, $"{what}{more}format=parquet");
        response.EnsureSuccessStatusCode();
        await using var body = await response.Content.ReadAsStreamAsync();
        return await ParquetText.ReadAsync(body);
    }
}
