using ActiveLabel.Api.Storage;
using ActiveLabel.Domain.Bias;
using ActiveLabel.Domain.Projects;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace ActiveLabel.Api.Bias;

/// <summary>A deviation that an audit found, and some of the items that show it.</summary>
/// <param name="Items">Ids, a bounded number.</param>
public sealed record ReportedBias(BiasFinding Finding, IReadOnlyList<long> Items)
{
    /// <summary>Ids of those whose answers show it, who gave most of them first; a bounded number.</summary>
    public IReadOnlyList<long> Workers { get; init; } = [];

    /// <summary>When an action was taken; null before.</summary>
    public DateTimeOffset? AppliedAt { get; init; }

    /// <summary>Which one; null before.</summary>
    public BiasAction? Applied { get; init; }

    /// <summary>The workflow that it drafted; null where it drafted none.</summary>
    public long? Draft { get; init; }
}

/// <summary>What an audit of a project found at one time.</summary>
public sealed class StoredBiasReport
{
    public long Id { get; private set; }
    public required OrganizationId OrganizationId { get; init; }
    public required ProjectId ProjectId { get; init; }

    /// <summary>How many tests were made, all of which count in the level of each.</summary>
    public required int Tests { get; init; }

    /// <summary>Groups that were too small to be told apart.</summary>
    public required int SuppressedGroups { get; init; }

    /// <summary>The surest first.</summary>
    public required IReadOnlyList<ReportedBias> Findings { get; set; }

    /// <summary>Answers that were looked at.</summary>
    public required int Answers { get; init; }

    /// <summary>SHA-256 over what it rests on.</summary>
    public required string InputsHash { get; init; }

    public required DateTimeOffset At { get; init; }
}

public sealed class StoredBiasReportMapping : IEntityTypeConfiguration<StoredBiasReport>
{
    public void Configure(EntityTypeBuilder<StoredBiasReport> builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.ToTable("BiasReports");
        builder.PointsAt<Project>("ProjectId");
        builder.Property(report => report.Id).ValueGeneratedOnAdd();
        builder.Property(report => report.Findings).IsJson();
        builder.Property(report => report.InputsHash).HasMaxLength(64);
        builder.HasIndex(report => new { report.ProjectId, report.Id });
    }
}

public sealed class BiasSettingsMapping : IEntityTypeConfiguration<BiasSettings>
{
    public void Configure(EntityTypeBuilder<BiasSettings> builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.ToTable("BiasSettings");
        builder.PointsAt<Project>("ProjectId");
        builder.HasKey(settings => settings.ProjectId);
        builder.Property(settings => settings.ProjectId).ValueGeneratedNever();
        builder.Property(settings => settings.Population).IsJson();
        builder.Property(settings => settings.Protected).IsJson();
    }
}
