using ActiveLabel.Api.Storage;
using ActiveLabel.Domain.Projects;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace ActiveLabel.Api.Projects;

public sealed class InstructionsMapping : IEntityTypeConfiguration<Instructions>
{
    public void Configure(EntityTypeBuilder<Instructions> builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.ToTable("Instructions");
        builder.HasKey(instructions => new { instructions.ProjectId, instructions.Version });
        builder.Property(instructions => instructions.Examples).IsJson();
        builder.Property(instructions => instructions.Note).HasMaxLength(Instructions.NoteLengthMax);
        builder.PointsAt<Project>("ProjectId");
    }
}
