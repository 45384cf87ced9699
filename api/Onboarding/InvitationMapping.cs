using ActiveLabel.Api.Storage;
using ActiveLabel.Domain.Projects;
using ActiveLabel.Domain.Qualifications;
using ActiveLabel.Domain.Workers;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace ActiveLabel.Api.Onboarding;

public sealed class InvitationMapping : IEntityTypeConfiguration<Invitation>
{
    public void Configure(EntityTypeBuilder<Invitation> builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.ToTable("Invitations");
        builder.PointsAt<Project>("ProjectId");
        builder.PointsAt<Qualification>("QualificationId");
        builder.PointsAt<Worker>("WorkerId");
        builder.Property(invitation => invitation.Id).ValueGeneratedOnAdd();
        builder.Property(invitation => invitation.Crowd).HasMaxLength(Crowd.KeyLengthMax);
        builder.Property(invitation => invitation.Note).HasMaxLength(Invitation.NoteLengthMax);
        builder.Property(invitation => invitation.TokenHash).HasMaxLength(64);
        builder.HasIndex(invitation => invitation.TokenHash).IsUnique();
        builder.HasIndex(invitation => new { invitation.ProjectId, invitation.Id });
        builder.HasIndex(invitation => new { invitation.WorkerId, invitation.QualificationId });
    }
}
