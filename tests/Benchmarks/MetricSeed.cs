using ActiveLabel.Api.Storage;
using ActiveLabel.Domain.Metrics;
using ActiveLabel.Domain.Projects;
using Microsoft.EntityFrameworkCore;

namespace ActiveLabel.Benchmarks;

/// <summary>Metrics of a project that has been under way for long, as the roll-up leaves them.</summary>
internal static class MetricSeed
{
    /// <summary>Something happens every hour of every day, in the order of time, for each use case.</summary>
    public static async Task AddAsync(
        ActiveLabelDb db, Project project, int days, int useCases, CancellationToken cancellationToken)
    {
        var pieces = new Dictionary<(string, MetricResolution, long), MetricBucket>();
        for (var hour = 0; hour < days * 24; hour++)
            for (var useCase = 0; useCase < useCases; useCase++)
                foreach (var resolution in MetricClock.Pieces)
                {
                    var number = MetricClock.NumberOf(resolution, project.CreatedAt.AddHours(hour));
                    var key = $"use-{useCase}";
                    if (!pieces.TryGetValue((key, resolution, number), out var bucket))
                        db.MetricBuckets.Add(pieces[(key, resolution, number)] = bucket = new()
                        {
                            OrganizationId = project.OrganizationId,
                            ProjectId = project.Id,
                            Dimension = MetricDimension.UseCase,
                            Key = key,
                            Resolution = resolution,
                            Number = number,
                        });
                    bucket.Add(new(Judgements: 1, ActiveSeconds: 3, LeadSeconds: 60));
                }
        await db.SaveChangesAsync(cancellationToken);
        await db.Database.ExecuteSqlRawAsync("ANALYZE", cancellationToken);
    }
}
