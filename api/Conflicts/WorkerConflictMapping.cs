using ActiveLabel.Api.Storage;
using ActiveLabel.Domain.Workers;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace ActiveLabel.Api.Conflicts;

public sealed class WorkerConflictMapping : IEntityTypeConfiguration<WorkerConflict>
{
    public void Configure(EntityTypeBuilder<WorkerConflict> builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.ToTable("WorkerConflicts");
        builder.PointsAt<Worker>("WorkerId");
        builder.Property(conflict => conflict.Id).ValueGeneratedOnAdd();
        builder.Property(conflict => conflict.Attribute).HasMaxLength(WorkerCredential.KeyLengthMax);
        builder.Property(conflict => conflict.Value).HasMaxLength(WorkerConflict.ValueLengthMax);
        builder.HasIndex(conflict => new { conflict.WorkerId, conflict.Attribute, conflict.Value }).IsUnique();
        builder.HasIndex(conflict => new { conflict.WorkerId, conflict.Id });
    }
}
