using ActiveLabel.Api.Storage;
using ActiveLabel.Domain.Projects;
using ActiveLabel.Domain.Workers;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace ActiveLabel.Api.Security;

public readonly record struct MemberId(long Value)
{
    /// <summary>Later ids are greater: keyset pages walk along them.</summary>
    public static bool operator >(MemberId left, MemberId right) => left.Value > right.Value;

    public static bool operator <(MemberId left, MemberId right) => left.Value < right.Value;
}

/// <summary>A person whom an identity provider vouches for, and what he is there for in one organization.</summary>
public sealed class Member
{
    public const int NameLengthMax = 200;
    public const int SubjectLengthMax = 255;
    public const int IssuerLengthMax = 400;

    public MemberId Id { get; private set; }
    public required OrganizationId OrganizationId { get; init; }

    /// <summary>Who vouches: the <c>iss</c> of the person's tokens.</summary>
    public required string Issuer { get; init; }

    /// <summary>Whom: the <c>sub</c> of the person's tokens.</summary>
    public required string Subject { get; init; }

    /// <summary>What people call the person.</summary>
    public required string Name { get; init; }

    public required Role Role { get; init; }

    /// <summary>Whom the person judges as; null unless the role is worker.</summary>
    public WorkerId? WorkerId { get; init; }

    /// <summary>The only project the person sees; null for all that the role may see.</summary>
    public ProjectId? ProjectId { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }
}

public sealed class MemberMapping : IEntityTypeConfiguration<Member>
{
    public void Configure(EntityTypeBuilder<Member> builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.ToTable("Members");
        builder.BelongsToOrganization();
        builder.PointsAt<Worker>("WorkerId");
        builder.PointsAt<Project>("ProjectId");
        builder.Property(member => member.Id).ValueGeneratedOnAdd();
        builder.Property(member => member.Issuer).HasMaxLength(Member.IssuerLengthMax);
        builder.Property(member => member.Subject).HasMaxLength(Member.SubjectLengthMax);
        builder.Property(member => member.Name).HasMaxLength(Member.NameLengthMax);
        // A person has one role in an organization; the same person may be in several.
        builder.HasIndex(member => new { member.Subject, member.Issuer, member.OrganizationId }).IsUnique();
        builder.HasIndex(member => new { member.OrganizationId, member.Id });
        builder.HasIndex(member => new { member.OrganizationId, member.Role, member.Id });
    }
}
