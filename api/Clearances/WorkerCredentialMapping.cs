using ActiveLabel.Api.Storage;
using ActiveLabel.Domain.Workers;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace ActiveLabel.Api.Clearances;

public sealed class WorkerCredentialMapping : IEntityTypeConfiguration<WorkerCredential>
{
    public void Configure(EntityTypeBuilder<WorkerCredential> builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.ToTable("WorkerCredentials");
        builder.PointsAt<Worker>("WorkerId");
        builder.Property(credential => credential.Id).ValueGeneratedOnAdd();
        builder.Property(credential => credential.Key).HasMaxLength(WorkerCredential.KeyLengthMax);
        builder.Property(credential => credential.Scope).HasMaxLength(WorkerCredential.ScopeLengthMax);
        builder.Property(credential => credential.Attestation).HasMaxLength(WorkerCredential.AttestationLengthMax);
        builder.Property(credential => credential.Grantor).HasMaxLength(WorkerCredential.GrantorLengthMax);
        // What stands is there once; what was revoked is history.
        builder.HasIndex(credential => new { credential.WorkerId, credential.Type, credential.Key, credential.Scope })
            .IsUnique().HasFilter("\"RevokedAt\" IS NULL").HasDatabaseName("IX_WorkerCredentials_Standing");
        builder.HasIndex(credential => new { credential.WorkerId, credential.Id });
    }
}

public sealed class AccessZoneMapping : IEntityTypeConfiguration<AccessZone>
{
    public void Configure(EntityTypeBuilder<AccessZone> builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.ToTable("AccessZones");
        builder.BelongsToOrganization();
        builder.Property(zone => zone.Id).ValueGeneratedOnAdd();
        builder.Property(zone => zone.Key).HasMaxLength(WorkerCredential.KeyLengthMax);
        builder.Property(zone => zone.Title).HasMaxLength(AccessZone.TitleLengthMax);
        builder.Property(zone => zone.Networks).IsJson();
        builder.HasIndex(zone => new { zone.OrganizationId, zone.Key }).IsUnique();
        builder.HasIndex(zone => new { zone.OrganizationId, zone.Id });
    }
}
