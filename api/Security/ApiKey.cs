using ActiveLabel.Domain.Projects;
using ActiveLabel.Domain.Workers;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace ActiveLabel.Api.Security;

public enum Role
{
    Administrator = 0,
    Worker = 1,
}

/// <summary>A secret that lets its bearer act; only its hash is kept.</summary>
public sealed class ApiKey
{
    public long Id { get; private set; }
    public required OrganizationId OrganizationId { get; init; }
    public required Role Role { get; init; }

    /// <summary>Whom the key speaks for; null for an administrator.</summary>
    public WorkerId? WorkerId { get; init; }

    /// <summary>SHA-256 of the secret, lower-case hexadecimal.</summary>
    public required string Hash { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset? RevokedAt { get; set; }
}

public sealed class ApiKeyMapping : IEntityTypeConfiguration<ApiKey>
{
    public void Configure(EntityTypeBuilder<ApiKey> builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.ToTable("ApiKeys");
        builder.Property(key => key.Id).ValueGeneratedOnAdd();
        builder.Property(key => key.Hash).HasMaxLength(64);
        builder.HasOne<Worker>().WithMany().HasForeignKey(key => key.WorkerId).OnDelete(DeleteBehavior.Restrict);
        builder.HasIndex(key => key.Hash).IsUnique();
    }
}
