using ActiveLabel.Api.Storage;
using ActiveLabel.Domain.Workers;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace ActiveLabel.Api.Workers;

public sealed class WorkerMapping : IEntityTypeConfiguration<Worker>
{
    public void Configure(EntityTypeBuilder<Worker> builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.ToTable("Workers");
        builder.BelongsToOrganization();
        builder.Property(worker => worker.Id).ValueGeneratedOnAdd();
        builder.Property(worker => worker.Name).HasMaxLength(Worker.NameLengthMax);
        builder.Property(worker => worker.Crowd).HasMaxLength(Crowd.KeyLengthMax);
        builder.HasOne<Crowd>().WithMany()
            .HasForeignKey(worker => new { worker.OrganizationId, worker.Crowd })
            .HasPrincipalKey(crowd => new { crowd.OrganizationId, crowd.Key })
            .OnDelete(DeleteBehavior.Restrict);
        builder.HasIndex(worker => new { worker.OrganizationId, worker.Name }).IsUnique();
        builder.HasIndex(worker => new { worker.OrganizationId, worker.Id });
        builder.HasIndex(worker => new { worker.OrganizationId, worker.Crowd, worker.Id });
    }
}
