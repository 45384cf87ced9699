using System.Globalization;
using ActiveLabel.Api.Tests.Storage;
using ActiveLabel.Benchmarks;
using Xunit;

namespace ActiveLabel.Api.Tests.Metrics;

/// <summary>The benchmark of a large project, at a small size.</summary>
public sealed class MetricsTrialTests
{
    private const long Items = 1_500;

    [SkippableTheory]
    [InlineData(Provider.Sqlite)]
    [InlineData(Provider.PostgreSql)]
    public async Task A_roll_up_looks_at_what_is_new_and_no_point_costs_more_than_twenty_pages(Provider provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);

        var result = await MetricsTrial.RunAsync(database.Options, Items, CancellationToken.None);

        Assert.Equal((Items, Items * FactorySeed.JudgementsOfItem), (result.Items, result.Judgements));
        Assert.True(result.IsEqual);
        // A tenth of the items, and what the job itself told.
        Assert.InRange(result.LaterEvents, result.FirstEvents / 10, (result.FirstEvents / 9) + 10);
        Assert.True(result.Queries.Count > 40);
        Assert.All(result.Queries, query => Assert.True(
            query.PagesOfPoint <= MetricsTrial.PagesOfPointMax,
            string.Create(CultureInfo.InvariantCulture, $"{query.Query}: {query.Pages} pages, {query.Points} points")));
    }
}
