using ActiveLabel.Api.Storage;
using ActiveLabel.Domain.Judgements;
using ActiveLabel.Domain.Projects;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace ActiveLabel.Api.Metrics;

/// <summary>How a project stood at one time: a point of the confidence and volume curves.</summary>
public sealed class MetricSnapshot
{
    public long Id { get; private set; }
    public required ProjectId ProjectId { get; init; }
    public required OrganizationId OrganizationId { get; init; }
    public required DateTimeOffset At { get; init; }
    public required long Items { get; init; }
    public required long DoneItems { get; init; }
    public required long Judgements { get; init; }

    /// <summary>Judgements still wanted.</summary>
    public required long QueueDepth { get; init; }

    /// <summary>Mean confidence of the consensus over the items that have one; null when none has.</summary>
    public required double? MeanConfidence { get; init; }

    /// <summary>When the item of the oldest task that wants judgements came; null when none does.</summary>
    public required DateTimeOffset? OldestOpenAt { get; init; }

    /// <summary>Judgements an hour, over the last hour or as long as is known; null at first.</summary>
    public required double? JudgementsPerHour { get; init; }

    /// <summary>The last judgement of then; null when there was none.</summary>
    public required JudgementId? LastJudgement { get; init; }

    /// <summary>Share of the open tasks of the ranked queue that the serving model has not scored, 0 to 1.</summary>
    public required double StaleShare { get; init; }
}

public sealed class MetricSnapshotMapping : IEntityTypeConfiguration<MetricSnapshot>
{
    public void Configure(EntityTypeBuilder<MetricSnapshot> builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.ToTable("MetricSnapshots");
        builder.PointsAt<Project>("ProjectId");
        builder.Property(snapshot => snapshot.Id).ValueGeneratedOnAdd();
        builder.HasIndex(snapshot => new { snapshot.ProjectId, snapshot.Id });
    }
}
