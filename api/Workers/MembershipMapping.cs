using ActiveLabel.Api.Storage;
using ActiveLabel.Domain.Projects;
using ActiveLabel.Domain.Workers;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace ActiveLabel.Api.Workers;

public sealed class MembershipMapping : IEntityTypeConfiguration<Membership>
{
    public void Configure(EntityTypeBuilder<Membership> builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.ToTable("Memberships");
        builder.HasKey(membership => new { membership.ProjectId, membership.WorkerId });
        builder.PointsAt<Project>("ProjectId");
        builder.PointsAt<Worker>("WorkerId");
        builder.HasIndex(membership => membership.WorkerId);
    }
}

public sealed class ReliabilityEstimateMapping : IEntityTypeConfiguration<ReliabilityEstimate>
{
    public void Configure(EntityTypeBuilder<ReliabilityEstimate> builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.ToTable("Reliability");
        builder.PointsAt<Project>("ProjectId");
        builder.HasKey(estimate => new { estimate.ProjectId, estimate.WorkerId, estimate.QuestionKey });
        builder.Property(estimate => estimate.QuestionKey).HasMaxLength(Question.KeyLengthMax);
        builder.Property(estimate => estimate.Confusion).IsBlob();
        builder.PointsAt<Worker>("WorkerId");
    }
}

public sealed class CrowdEstimateMapping : IEntityTypeConfiguration<CrowdEstimate>
{
    public void Configure(EntityTypeBuilder<CrowdEstimate> builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.ToTable("CrowdEstimates");
        builder.PointsAt<Project>("ProjectId");
        builder.HasKey(estimate => new { estimate.ProjectId, estimate.QuestionKey });
        builder.Property(estimate => estimate.QuestionKey).HasMaxLength(Question.KeyLengthMax);
        builder.Property(estimate => estimate.LabelPrior).IsBlob();
        builder.Property(estimate => estimate.NewcomerConfusion).IsBlob();
    }
}
