using ActiveLabel.Api.Storage;
using ActiveLabel.Domain.Items;
using ActiveLabel.Domain.Projects;
using ActiveLabel.Domain.Workflows;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace ActiveLabel.Api.Items;

public sealed class ItemMapping : IEntityTypeConfiguration<Item>
{
    public void Configure(EntityTypeBuilder<Item> builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.ToTable("Items");
        builder.Property(item => item.Id).ValueGeneratedOnAdd();
        builder.Ignore(item => item.ShowsPreLabel);
        builder.Property(item => item.ExternalId).HasMaxLength(Item.ExternalIdLengthMax);
        builder.Property(item => item.StepKey).HasMaxLength(Step.KeyLengthMax);
        builder.Property(item => item.CameFrom).HasMaxLength(Step.KeyLengthMax);
        builder.Property(item => item.Visits).IsJson();
        builder.PointsAt<Project>("ProjectId");
        // Importing the same file again finds every item by its external id.
        builder.HasIndex(item => new { item.ProjectId, item.ExternalId }).IsUnique();
        builder.HasIndex(item => new { item.ProjectId, item.Id });
        // What is done is rare at first, what is not is rare in the end: neither list is found among all items.
        builder.HasIndex(item => new { item.ProjectId, item.State, item.Id });
        // The items of a step, of each state by themselves: those that are done gather in one.
        builder.HasIndex(item => new { item.ProjectId, item.StepKey, item.State, item.Id });
        // Who has waited longest in a step, and who waits for too long: what is done is in neither index.
        builder.HasIndex(item => new { item.ProjectId, item.StepKey, item.StepEnteredAt })
            .HasDatabaseName("IX_Items_InStep").HasFilter("\"State\" = 0");
        builder.HasIndex(item => item.DueAt)
            .HasDatabaseName("IX_Items_Due").HasFilter("\"DueAt\" IS NOT NULL");
    }
}

public sealed class ItemContentMapping : IEntityTypeConfiguration<ItemContent>
{
    public void Configure(EntityTypeBuilder<ItemContent> builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.ToTable("ItemContents");
        builder.HasKey(content => content.ItemId);
        builder.Property(content => content.ItemId).ValueGeneratedNever();
        builder.PointsAt<Item>("ItemId");
    }
}
