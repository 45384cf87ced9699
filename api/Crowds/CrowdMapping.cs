using ActiveLabel.Api.Storage;
using ActiveLabel.Domain.Workers;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace ActiveLabel.Api.Crowds;

public sealed class CrowdMapping : IEntityTypeConfiguration<Crowd>
{
    public void Configure(EntityTypeBuilder<Crowd> builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.ToTable("Crowds");
        builder.BelongsToOrganization();
        builder.Property(crowd => crowd.Id).ValueGeneratedOnAdd();
        builder.Property(crowd => crowd.Key).HasMaxLength(Crowd.KeyLengthMax);
        builder.Property(crowd => crowd.Title).HasMaxLength(Crowd.TitleLengthMax);
        // Workers point at it by its key, which never changes.
        builder.HasAlternateKey(crowd => new { crowd.OrganizationId, crowd.Key });
        builder.HasIndex(crowd => new { crowd.OrganizationId, crowd.Id });
    }
}
