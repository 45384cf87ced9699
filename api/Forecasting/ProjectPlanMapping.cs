using ActiveLabel.Api.Storage;
using ActiveLabel.Domain.Forecasting;
using ActiveLabel.Domain.Projects;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace ActiveLabel.Api.Forecasting;

public sealed class ProjectPlanMapping : IEntityTypeConfiguration<ProjectPlan>
{
    public void Configure(EntityTypeBuilder<ProjectPlan> builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.ToTable("ProjectPlans");
        builder.PointsAt<Project>("ProjectId");
        builder.HasKey(plan => plan.ProjectId);
        builder.Property(plan => plan.ProjectId).ValueGeneratedNever();
        builder.Property(plan => plan.Goals).IsJson();
    }
}
