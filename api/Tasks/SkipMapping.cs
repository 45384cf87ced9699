using ActiveLabel.Api.Storage;
using ActiveLabel.Domain.Tasks;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace ActiveLabel.Api.Tasks;

public sealed class SkipMapping : IEntityTypeConfiguration<Skip>
{
    public void Configure(EntityTypeBuilder<Skip> builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.ToTable("Skips");
        builder.HasKey(skip => new { skip.TaskId, skip.WorkerId });
        builder.Property(skip => skip.Comment).HasMaxLength(Skip.CommentLengthMax);
        builder.PointsAt<LabelingTask>("TaskId");
    }
}
