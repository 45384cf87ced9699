using ActiveLabel.Api.Storage;
using ActiveLabel.Domain.Projects;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace ActiveLabel.Api.Audit;

/// <summary>What came of an action.</summary>
public enum AuditOutcome
{
    /// <summary>It was done; the entry is part of the same transaction.</summary>
    Succeeded = 0,

    /// <summary>It was refused with a reason; nothing changed.</summary>
    Refused = 1,

    /// <summary>The server failed; nothing changed after this entry.</summary>
    Failed = 2,
}

/// <summary>
/// That somebody changed something, or tried to. Each entry holds the hash of the one before it: whoever edits, adds
/// or takes away one breaks the chain there.
/// </summary>
public sealed class AuditEntry
{
    public const int TextLengthMax = 200;
    public const int TargetsLengthMax = 500;

    public required OrganizationId OrganizationId { get; init; }

    /// <summary>Counted from 1 without a gap within the organization.</summary>
    public required long Sequence { get; init; }

    public required DateTimeOffset At { get; init; }

    /// <summary>Who: a key or a member, such as <c>key:7</c>, or <c>command line</c>.</summary>
    public required string Actor { get; init; }

    public required string Role { get; init; }

    /// <summary>What: the mutation, as the schema names it, or the endpoint.</summary>
    public required string Action { get; init; }

    /// <summary>The ids it named, as the schema has them, with a space between.</summary>
    public required string Targets { get; init; }

    /// <summary>SHA-256 of the input; the input itself is not kept.</summary>
    public required string InputHash { get; init; }

    public required AuditOutcome Outcome { get; init; }

    /// <summary>Codes of the errors it was refused with.</summary>
    public required string Errors { get; init; }

    /// <summary>From where: the address of the other side of the connection.</summary>
    public required string RemoteAddress { get; init; }

    public required string UserAgent { get; init; }

    /// <summary>As in the server's log and in errors.</summary>
    public required string TraceId { get; init; }

    /// <summary>Hash of the entry before; 64 zeros for the first.</summary>
    public required string PreviousHash { get; init; }

    /// <summary>SHA-256 over all of the above, lower-case hexadecimal.</summary>
    public required string Hash { get; init; }
}

/// <summary>Where an organization's chain ends. Its row is locked while an entry is added.</summary>
public sealed class AuditHead
{
    public required OrganizationId OrganizationId { get; init; }
    public required long Sequence { get; set; }
    public required string Hash { get; set; }
}

public sealed class AuditEntryMapping : IEntityTypeConfiguration<AuditEntry>
{
    public void Configure(EntityTypeBuilder<AuditEntry> builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.ToTable("AuditEntries");
        builder.BelongsToOrganization();
        builder.HasKey(entry => new { entry.OrganizationId, entry.Sequence });
        // What one has done, what was done of one kind, and what lies between two times.
        builder.HasIndex(entry => new { entry.OrganizationId, entry.Actor, entry.Sequence });
        builder.HasIndex(entry => new { entry.OrganizationId, entry.Action, entry.Sequence });
        builder.HasIndex(entry => new { entry.OrganizationId, entry.At, entry.Sequence });
        builder.Property(entry => entry.Actor).HasMaxLength(AuditEntry.TextLengthMax);
        builder.Property(entry => entry.Role).HasMaxLength(AuditEntry.TextLengthMax);
        builder.Property(entry => entry.Action).HasMaxLength(AuditEntry.TextLengthMax);
        builder.Property(entry => entry.Targets).HasMaxLength(AuditEntry.TargetsLengthMax);
        builder.Property(entry => entry.InputHash).HasMaxLength(64);
        builder.Property(entry => entry.Errors).HasMaxLength(AuditEntry.TextLengthMax);
        builder.Property(entry => entry.RemoteAddress).HasMaxLength(AuditEntry.TextLengthMax);
        builder.Property(entry => entry.UserAgent).HasMaxLength(AuditEntry.TextLengthMax);
        builder.Property(entry => entry.TraceId).HasMaxLength(AuditEntry.TextLengthMax);
        builder.Property(entry => entry.PreviousHash).HasMaxLength(64);
        builder.Property(entry => entry.Hash).HasMaxLength(64);
    }
}

public sealed class AuditHeadMapping : IEntityTypeConfiguration<AuditHead>
{
    public void Configure(EntityTypeBuilder<AuditHead> builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.ToTable("AuditHeads");
        builder.BelongsToOrganization();
        builder.HasKey(head => head.OrganizationId);
        builder.Property(head => head.OrganizationId).ValueGeneratedNever();
        builder.Property(head => head.Hash).HasMaxLength(64);
    }
}
