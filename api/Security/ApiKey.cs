using ActiveLabel.Api.Storage;
using ActiveLabel.Domain.Projects;
using ActiveLabel.Domain.Workers;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace ActiveLabel.Api.Security;

public readonly record struct ApiKeyId(long Value)
{
    /// <summary>Later ids are greater: keyset pages walk along them.</summary>
    public static bool operator >(ApiKeyId left, ApiKeyId right) => left.Value > right.Value;

    public static bool operator <(ApiKeyId left, ApiKeyId right) => left.Value < right.Value;
}

/// <summary>A secret that lets its bearer act; only its hash is kept.</summary>
public sealed class ApiKey
{
    public const int NameLengthMax = 200;

    public ApiKeyId Id { get; private set; }
    public required OrganizationId OrganizationId { get; init; }

    /// <summary>What people call it.</summary>
    public required string Name { get; init; }

    public required Role Role { get; init; }

    /// <summary>Whom the key speaks for; null unless its role is worker.</summary>
    public WorkerId? WorkerId { get; init; }

    /// <summary>The only project it opens; null for all.</summary>
    public ProjectId? ProjectId { get; init; }

    /// <summary>Whether it opens queries and subscriptions alone.</summary>
    public bool IsReadOnly { get; init; }

    /// <summary>SHA-256 of the secret, lower-case hexadecimal.</summary>
    public required string Hash { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>From then on it opens nothing; null for never.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    public DateTimeOffset? RevokedAt { get; set; }

    /// <summary>Within a minute or so; null before the first use.</summary>
    public DateTimeOffset? LastUsedAt { get; set; }
}

public sealed class ApiKeyMapping : IEntityTypeConfiguration<ApiKey>
{
    public void Configure(EntityTypeBuilder<ApiKey> builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.ToTable("ApiKeys");
        builder.BelongsToOrganization();
        builder.PointsAt<Worker>("WorkerId");
        builder.PointsAt<Project>("ProjectId");
        builder.Property(key => key.Id).ValueGeneratedOnAdd();
        builder.Property(key => key.Name).HasMaxLength(ApiKey.NameLengthMax);
        builder.Property(key => key.Hash).HasMaxLength(64);
        builder.HasIndex(key => key.Hash).IsUnique();
        builder.HasIndex(key => key.WorkerId);
        builder.HasIndex(key => new { key.OrganizationId, key.Id });
        builder.HasIndex(key => new { key.OrganizationId, key.Role, key.Id });
    }
}
