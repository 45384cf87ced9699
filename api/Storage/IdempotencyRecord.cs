using ActiveLabel.Domain.Projects;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace ActiveLabel.Api.Storage;

/// <summary>What a request under a key made, so that the same request again makes nothing new.</summary>
public sealed class IdempotencyRecord
{
    public const int KeyLengthMax = 100;

    /// <summary>A key is good for so long; then the same key makes something new.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromDays(7);

    public required OrganizationId OrganizationId { get; init; }

    /// <summary>The mutation, as the schema names it.</summary>
    public required string Operation { get; init; }

    public required string Key { get; init; }

    /// <summary>SHA-256 of the request; the same key with another request is a conflict.</summary>
    public required string RequestHash { get; init; }

    /// <summary>Id of what was made; 0 where it was more than one thing.</summary>
    public required long ResultId { get; init; }

    /// <summary>What was made, as JSON, where it was more than one thing.</summary>
    public string? Result { get; init; }

    public required DateTimeOffset At { get; init; }
}

public sealed class IdempotencyRecordMapping : IEntityTypeConfiguration<IdempotencyRecord>
{
    public void Configure(EntityTypeBuilder<IdempotencyRecord> builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.ToTable("IdempotencyRecords");
        builder.BelongsToOrganization();
        builder.HasKey(record => new { record.OrganizationId, record.Operation, record.Key });
        // The oldest go first.
        builder.HasIndex(record => record.At);
        builder.Property(record => record.Operation).HasMaxLength(50);
        builder.Property(record => record.Key).HasMaxLength(IdempotencyRecord.KeyLengthMax);
        builder.Property(record => record.RequestHash).HasMaxLength(64);
    }
}
