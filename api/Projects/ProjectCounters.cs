using ActiveLabel.Api.Storage;
using ActiveLabel.Domain.Projects;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace ActiveLabel.Api.Projects;

/// <summary>Maintained totals of a project, so that no request ever counts rows.</summary>
public sealed class ProjectCounters
{
    public required ProjectId ProjectId { get; init; }
    public required OrganizationId OrganizationId { get; init; }

    /// <summary>Sequence of the latest event.</summary>
    public long EventSequence { get; set; }

    public long Items { get; set; }
    public long DoneItems { get; set; }
    public long Judgements { get; set; }
    public long Skips { get; set; }

    /// <summary>Judgements still wanted by tasks that are not closed, leased ones included.</summary>
    public long SlotsWanted { get; set; }

    public long SlotsLeased { get; set; }

    /// <summary>Items that have a consensus.</summary>
    public long JudgedItems { get; set; }

    /// <summary>Confidence of the consensus, summed over those items.</summary>
    public double ConfidenceSum { get; set; }

    /// <summary>Seconds workers took for their judgements, summed.</summary>
    public double HandlingSeconds { get; set; }
}

public sealed class ProjectCountersMapping : IEntityTypeConfiguration<ProjectCounters>
{
    public void Configure(EntityTypeBuilder<ProjectCounters> builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.ToTable("ProjectCounters", table => table.HasCheckConstraint(
            "CK_ProjectCounters_Slots", "\"SlotsLeased\" >= 0 AND \"SlotsWanted\" >= \"SlotsLeased\""));
        builder.HasKey(counters => counters.ProjectId);
        builder.PointsAt<Project>("ProjectId");
        builder.Property(counters => counters.ProjectId).ValueGeneratedNever();
    }
}
