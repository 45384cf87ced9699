using ActiveLabel.Api.Storage;
using ActiveLabel.Domain.Metrics;
using ActiveLabel.Domain.Projects;
using Microsoft.EntityFrameworkCore;

namespace ActiveLabel.Api.Metrics;

/// <summary>The sums that a page of events changes; each row is read once.</summary>
internal sealed class MetricSums(ActiveLabelDb db, Project project)
{
    /// <summary>Use cases that are told apart; items of others come under <see cref="OtherUseCases"/>.</summary>
    public const int UseCasesMax = 200;

    public const string OtherUseCases = "(other)";

    private readonly Dictionary<(MetricDimension, string, MetricResolution, long), MetricBucket> _buckets = [];
    private HashSet<string>? _useCases;

    public bool HasChanged { get; private set; }

    public async Task AddAsync(string useCase, MetricFact fact, CancellationToken cancellationToken)
    {
        HasChanged = true;
        await AddAsync(fact.Dimension, fact.Key, fact, cancellationToken);
        if (fact.Dimension == MetricDimension.Project)
            await AddAsync(
                MetricDimension.UseCase, await KnownAsync(useCase, cancellationToken), fact, cancellationToken);
    }

    private async Task AddAsync(
        MetricDimension dimension, string key, MetricFact fact, CancellationToken cancellationToken)
    {
        var all = await FindAsync(dimension, key, MetricResolution.Total, 0, cancellationToken);
        all.Add(fact.Change);
        all.Raise(fact.Change);
        if (dimension == MetricDimension.Transition)
            return;
        foreach (var resolution in MetricClock.Pieces)
        {
            var piece = await FindAsync(
                dimension, key, resolution, MetricClock.NumberOf(resolution, fact.At), cancellationToken);
            piece.Add(fact.Change);
            piece.TakeLevels(all);
        }
    }

    // Whoever names use cases by mistake, one for each item, makes no row for each of them.
    private async Task<string> KnownAsync(string useCase, CancellationToken cancellationToken)
    {
        _useCases ??= [.. await db.MetricBuckets
            .Where(bucket => bucket.ProjectId == project.Id && bucket.Dimension == MetricDimension.UseCase
                && bucket.Resolution == MetricResolution.Total)
            .Select(bucket => bucket.Key).ToListAsync(cancellationToken)];
        if (_useCases.Contains(useCase))
            return useCase;
        if (_useCases.Count >= UseCasesMax)
            return OtherUseCases;
        _useCases.Add(useCase);
        return useCase;
    }

    private async Task<MetricBucket> FindAsync(
        MetricDimension dimension,
        string key,
        MetricResolution resolution,
        long number,
        CancellationToken cancellationToken)
    {
        if (_buckets.TryGetValue((dimension, key, resolution, number), out var known))
            return known;
        var found = await db.MetricBuckets.AsTracking().SingleOrDefaultAsync(
            bucket => bucket.ProjectId == project.Id && bucket.Dimension == dimension
                && bucket.Resolution == resolution && bucket.Key == key && bucket.Number == number,
            cancellationToken)
            ?? db.MetricBuckets.Add(new()
            {
                OrganizationId = project.OrganizationId,
                ProjectId = project.Id,
                Dimension = dimension,
                Key = key,
                Resolution = resolution,
                Number = number,
            }).Entity;
        _buckets[(dimension, key, resolution, number)] = found;
        return found;
    }
}
