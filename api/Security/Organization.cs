using ActiveLabel.Domain.Projects;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace ActiveLabel.Api.Security;

/// <summary>A tenant: owns projects, workers, keys and members, and shares none of them.</summary>
public sealed class Organization
{
    public const int NameLengthMax = 200;

    /// <summary>The organization of a server that was told of no other.</summary>
    public static readonly OrganizationId Default = new(1);

    public required OrganizationId Id { get; init; }
    public required string Name { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }
}

public sealed class OrganizationMapping : IEntityTypeConfiguration<Organization>
{
    public void Configure(EntityTypeBuilder<Organization> builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.ToTable("Organizations");
        builder.Property(organization => organization.Id).ValueGeneratedNever();
        builder.Property(organization => organization.Name).HasMaxLength(Organization.NameLengthMax);
        builder.HasIndex(organization => organization.Name).IsUnique();
        builder.HasData(new Organization
        {
            Id = Organization.Default,
            Name = "default",
            CreatedAt = DateTimeOffset.UnixEpoch,
        });
    }
}
