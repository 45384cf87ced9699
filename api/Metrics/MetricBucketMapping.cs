using ActiveLabel.Api.Storage;
using ActiveLabel.Domain.Metrics;
using ActiveLabel.Domain.Projects;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace ActiveLabel.Api.Metrics;

public sealed class MetricBucketMapping : IEntityTypeConfiguration<MetricBucket>
{
    public void Configure(EntityTypeBuilder<MetricBucket> builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.ToTable("MetricBuckets");
        builder.PointsAt<Project>("ProjectId");
        builder.Property(bucket => bucket.Id).ValueGeneratedOnAdd();
        builder.Property(bucket => bucket.Key).HasMaxLength(MetricBucket.KeyLengthMax);
        builder.Property(bucket => bucket.LeadTimes).IsJson();
        // A series lies together, in the order of time.
        builder.HasIndex(bucket => new
        {
            bucket.ProjectId,
            bucket.Dimension,
            bucket.Resolution,
            bucket.Key,
            bucket.Number,
        }).IsUnique();
    }
}

/// <summary>How far a project's events are in its metrics.</summary>
public sealed class MetricCursor
{
    public required ProjectId ProjectId { get; init; }
    public required OrganizationId OrganizationId { get; init; }

    /// <summary>Sequence of the last event that is in the sums.</summary>
    public long Sequence { get; set; }

    /// <summary>When it happened.</summary>
    public required DateTimeOffset At { get; set; }
}

public sealed class MetricCursorMapping : IEntityTypeConfiguration<MetricCursor>
{
    public void Configure(EntityTypeBuilder<MetricCursor> builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.ToTable("MetricCursors");
        builder.PointsAt<Project>("ProjectId");
        builder.HasKey(cursor => cursor.ProjectId);
        builder.Property(cursor => cursor.ProjectId).ValueGeneratedNever();
    }
}
