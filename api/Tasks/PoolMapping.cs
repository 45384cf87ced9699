using ActiveLabel.Api.Storage;
using ActiveLabel.Domain.Projects;
using ActiveLabel.Domain.Tasks;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace ActiveLabel.Api.Tasks;

public sealed class PoolMapping : IEntityTypeConfiguration<Pool>
{
    public void Configure(EntityTypeBuilder<Pool> builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.ToTable("Pools");
        builder.PointsAt<Project>("ProjectId");
        builder.HasKey(pool => new { pool.ProjectId, pool.Number });
        builder.Property(pool => pool.StepKey).HasMaxLength(Pool.StepKeyLengthMax);
        builder.Property(pool => pool.Hash).HasMaxLength(Pool.HashLength);
        // Equal requirements share a pool: the database says so.
        builder.HasIndex(pool => new { pool.ProjectId, pool.Hash }).IsUnique();
    }
}
