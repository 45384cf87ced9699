using System.Diagnostics;
using System.Text.Json;
using ActiveLabel.Api;
using ActiveLabel.Api.Metrics;
using ActiveLabel.Api.Sizing;
using ActiveLabel.Api.Storage;
using ActiveLabel.Domain.Metrics;
using ActiveLabel.Domain.Sizing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace ActiveLabel.Benchmarks;

/// <param name="Pages">Of the database, that a query touched.</param>
/// <param name="Points">That it gave, 1 at the least.</param>
internal sealed record MetricsQueryPages(string Query, long Pages, int Points)
{
    public double PagesOfPoint => Pages / (double)Points;
}

/// <param name="FirstEvents">Events that the roll-up looked at, all but the last tenth being there.</param>
/// <param name="LaterEvents">When the rest had come.</param>
/// <param name="IsEqual">Whether the sums are those of a recomputation from the first event.</param>
internal sealed record MetricsTrialResult(
    long Items,
    long Judgements,
    long FirstEvents,
    long LaterEvents,
    double FirstSeconds,
    double LaterSeconds,
    double RebuildSeconds,
    bool IsEqual,
    IReadOnlyList<MetricsQueryPages> Queries);

/// <summary>Rolls up a project of many items in two stretches, recomputes it, and counts pages of queries.</summary>
internal static class MetricsTrial
{
    public const int PagesOfPointMax = 20;

    private const int CurvePoints = 40;

    public static async Task<MetricsTrialResult> RunAsync(
        StorageOptions storage, long items, CancellationToken cancellationToken)
    {
        await using var services = new ServiceCollection().AddLogging().AddStorage(storage).AddUseCases()
            .BuildServiceProvider();
        await MigrateDatabase.ExecuteAsync(services, cancellationToken);
        await using var db = await services.GetRequiredService<IDbContextFactory<ActiveLabelDb>>()
            .CreateDbContextAsync(cancellationToken);
        var seed = await FactorySeed.CreateAsync(services, cancellationToken);
        var rollUp = services.GetRequiredService<RollUpMetrics>();
        var most = items * 9 / 10;
        await seed.CopyAsync(db, 1, most, cancellationToken);
        var clock = Stopwatch.StartNew();
        var first = await rollUp.ExecuteAsync(seed.Project, cancellationToken);
        var firstSeconds = clock.Elapsed.TotalSeconds;
        await seed.CopyAsync(db, most, items, cancellationToken);
        clock.Restart();
        var later = await rollUp.ExecuteAsync(seed.Project, cancellationToken);
        var laterSeconds = clock.Elapsed.TotalSeconds;
        await AddCurveAsync(db, seed, cancellationToken);
        var queries = await CountAsync(db, seed, cancellationToken);
        var kept = await BucketsAsync(db, cancellationToken);
        clock.Restart();
        await rollUp.RebuildAsync(seed.Project, cancellationToken);
        var result = new MetricsTrialResult(
            await db.Items.LongCountAsync(cancellationToken),
            await db.Judgements.LongCountAsync(cancellationToken),
            first.Events,
            later.Events,
            firstSeconds,
            laterSeconds,
            clock.Elapsed.TotalSeconds,
            kept.SequenceEqual(await BucketsAsync(db, cancellationToken)),
            queries);
        await db.Database.EnsureDeletedAsync(cancellationToken);
        return result;
    }

    /// <summary>The second time each: what a connection learns of the catalogue is no part of a query.</summary>
    private static async Task<IReadOnlyList<MetricsQueryPages>> CountAsync(
        ActiveLabelDb db, FactorySeed seed, CancellationToken cancellationToken)
    {
        var (project, organization) = (seed.Project.Id, seed.Project.OrganizationId);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var counted = new List<MetricsQueryPages>();
        foreach (var (dimension, key) in new[]
            {
                (MetricDimension.Project, ""), (MetricDimension.Step, "label"), (MetricDimension.UseCase, "u1"),
            })
            foreach (var resolution in MetricClock.Pieces)
                foreach (var size in new[] { 1, 10, 100 })
                {
                    var request = new SeriesRequest(
                        dimension, key, resolution, 0, long.MaxValue - 1, new(size, null));
                    await AddAsync($"series {dimension} {resolution} {size}", async () =>
                        (await MetricSeries.FetchAsync(db, organization, [(project, request)], cancellationToken))
                            .Values.Sum(points => Math.Min(size, points.Count)));
                }
        foreach (var dimension in Enum.GetValues<MetricDimension>())
            await AddAsync($"breakdown {dimension}", async () => (await MetricSeries.FetchTotalsAsync(
                db, organization, [(project, dimension)], cancellationToken)).Values.Sum(points => points.Count));
        await AddAsync("queue", async () => (await QueueMetricsType.FetchAsync(
            db, organization, [project], cancellationToken)).Count);
        await AddAsync("volume", async () => (await VolumeMetricsType.FetchAsync(
            db, organization, [project], cancellationToken)).Count);
        await AddAsync("confidence", async () => (await ConfidencePointType.FetchAsync(
            db, organization, [project], cancellationToken)).Values.Sum(points => points.Count));
        await AddAsync("learningCurve", async () => (await LearningCurvePointType.FetchAsync(
            db, organization, [(project, CurveSlice.All, null)], cancellationToken)).Values.Sum(curve => curve.Count));
        await AddAsync("sizing", async () => (await SizingInputs.FetchKnownAsync(
            db, organization, [(project, CurveSlice.All)], cancellationToken)).Count);
        return counted;

        async Task AddAsync(string name, Func<Task<int>> query)
        {
            await query();
            var before = await PageCounter.CountAsync(db, cancellationToken);
            var points = await query();
            counted.Add(new(
                name, await PageCounter.CountAsync(db, cancellationToken) - before, Math.Max(1, points)));
        }
    }

    private static async Task AddCurveAsync(ActiveLabelDb db, FactorySeed seed, CancellationToken cancellationToken)
    {
        for (var point = 1; point <= CurvePoints; point++)
            db.LearningCurve.Add(LearningCurveMeasurement.Of(
                seed.Project, CurveArm.All, 50 * point, new(500, 0.8, 0.75, 0.85, 0.5, 0.03, 0.8),
                seed.Project.CreatedAt.AddHours(point)));
        await db.SaveChangesAsync(cancellationToken);
        db.ChangeTracker.Clear();
    }

    /// <summary>All sums, each in a line that is the same for the same.</summary>
    internal static async Task<List<string>> BucketsAsync(ActiveLabelDb db, CancellationToken cancellationToken)
        => [.. (await db.MetricBuckets.AsNoTracking().ToListAsync(cancellationToken))
            .OrderBy(bucket => bucket.Dimension).ThenBy(bucket => bucket.Key, StringComparer.Ordinal)
            .ThenBy(bucket => bucket.Resolution).ThenBy(bucket => bucket.Number)
            .Select(bucket =>
            {
                var copy = JsonSerializer.SerializeToNode(bucket)!.AsObject();
                copy.Remove(nameof(bucket.Id));
                return copy.ToJsonString();
            })];
}
