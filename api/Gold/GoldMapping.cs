using ActiveLabel.Api.Storage;
using ActiveLabel.Domain.Gold;
using ActiveLabel.Domain.Items;
using ActiveLabel.Domain.Judgements;
using ActiveLabel.Domain.Projects;
using ActiveLabel.Domain.Tasks;
using ActiveLabel.Domain.Workers;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace ActiveLabel.Api.Gold;

public sealed class GoldItemMapping : IEntityTypeConfiguration<GoldItem>
{
    public void Configure(EntityTypeBuilder<GoldItem> builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.ToTable("GoldItems");
        builder.PointsAt<Project>("ProjectId");
        builder.PointsAt<Item>("ItemId");
        builder.PointsAt<LabelingTask>("TaskId");
        builder.Property(gold => gold.Id).ValueGeneratedOnAdd();
        builder.Property(gold => gold.Answers).IsJson();
        // An item is gold once at a time, and a judgement finds it by its task.
        builder.HasIndex(gold => gold.ItemId)
            .HasDatabaseName("IX_GoldItems_Active").IsUnique().HasFilter("\"RetiredAt\" IS NULL");
        builder.HasIndex(gold => gold.TaskId).IsUnique();
        builder.HasIndex(gold => new { gold.ProjectId, gold.Id });
    }
}

public sealed class GoldResultMapping : IEntityTypeConfiguration<GoldResult>
{
    public void Configure(EntityTypeBuilder<GoldResult> builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.ToTable("GoldResults");
        builder.PointsAt<Worker>("WorkerId");
        builder.PointsAt<GoldItem>("GoldItemId");
        builder.PointsAt<Judgement>("JudgementId");
        builder.Property(result => result.Id).ValueGeneratedOnAdd();
        builder.HasIndex(result => result.JudgementId).IsUnique();
        builder.HasIndex(result => new { result.WorkerId, result.ProjectId, result.Id });
        builder.HasIndex(result => new { result.ProjectId, result.Id });
    }
}
