using ActiveLabel.Api.Storage;
using ActiveLabel.Domain.Projects;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace ActiveLabel.Api.Projects;

public sealed class ProjectMapping : IEntityTypeConfiguration<Project>
{
    public void Configure(EntityTypeBuilder<Project> builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.ToTable("Projects");
        builder.BelongsToOrganization();
        builder.Property(project => project.Id).ValueGeneratedOnAdd();
        builder.Property(project => project.Name).HasMaxLength(Project.NameLengthMax);
        builder.Property(project => project.Schema).IsJson();
        builder.Property(project => project.Settings).IsJson();
        builder.Property(project => project.Gold).IsJson();
        builder.HasIndex(project => new { project.OrganizationId, project.Name }).IsUnique();
        builder.HasIndex(project => new { project.OrganizationId, project.Id });
    }
}
