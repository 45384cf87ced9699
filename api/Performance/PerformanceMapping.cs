using ActiveLabel.Api.Storage;
using ActiveLabel.Domain.Performance;
using ActiveLabel.Domain.Projects;
using ActiveLabel.Domain.Tasks;
using ActiveLabel.Domain.Workers;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace ActiveLabel.Api.Performance;

public sealed class WorkerDayMapping : IEntityTypeConfiguration<WorkerDay>
{
    public void Configure(EntityTypeBuilder<WorkerDay> builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.ToTable("WorkerDays");
        builder.PointsAt<Project>("ProjectId");
        builder.PointsAt<Worker>("WorkerId");
        builder.Property(day => day.Id).ValueGeneratedOnAdd();
        builder.Property(day => day.StepKey).HasMaxLength(Pool.StepKeyLengthMax);
        builder.HasIndex(day => new { day.ProjectId, day.WorkerId, day.Day, day.StepKey, day.AnnotationType })
            .IsUnique();
        builder.HasIndex(day => new { day.ProjectId, day.Id });
        builder.HasIndex(day => new { day.WorkerId, day.Id });
    }
}

public sealed class WorkerEarningsMapping : IEntityTypeConfiguration<WorkerEarnings>
{
    public void Configure(EntityTypeBuilder<WorkerEarnings> builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.ToTable("WorkerEarnings");
        builder.PointsAt<Project>("ProjectId");
        builder.PointsAt<Worker>("WorkerId");
        builder.Property(earnings => earnings.Id).ValueGeneratedOnAdd();
        builder.Property(earnings => earnings.Currency).HasMaxLength(PayRate.CurrencyLength);
        builder.HasIndex(earnings => new { earnings.WorkerId, earnings.ProjectId, earnings.Currency }).IsUnique();
        builder.HasIndex(earnings => new { earnings.ProjectId, earnings.Id });
    }
}

public sealed class PayRateMapping : IEntityTypeConfiguration<PayRate>
{
    public void Configure(EntityTypeBuilder<PayRate> builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.ToTable("PayRates");
        builder.PointsAt<Project>("ProjectId");
        builder.Property(rate => rate.Id).ValueGeneratedOnAdd();
        builder.Property(rate => rate.Currency).HasMaxLength(PayRate.CurrencyLength);
        builder.HasIndex(rate => new { rate.ProjectId, rate.Id });
    }
}

/// <summary>How far a project's events have been summed up.</summary>
public sealed class PerformanceCursor
{
    public required ProjectId ProjectId { get; init; }
    public required OrganizationId OrganizationId { get; init; }

    /// <summary>Sequence of the last event that is in the sums.</summary>
    public long Sequence { get; set; }
}

public sealed class PerformanceCursorMapping : IEntityTypeConfiguration<PerformanceCursor>
{
    public void Configure(EntityTypeBuilder<PerformanceCursor> builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.ToTable("PerformanceCursors");
        builder.PointsAt<Project>("ProjectId");
        builder.HasKey(cursor => cursor.ProjectId);
        builder.Property(cursor => cursor.ProjectId).ValueGeneratedNever();
    }
}
