using ActiveLabel.Domain.Items;
using ActiveLabel.Domain.Projects;
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
        builder.HasOne<Project>().WithMany().HasForeignKey(item => item.ProjectId).OnDelete(DeleteBehavior.Restrict);
        // Importing the same file again finds every item by its external id.
        builder.HasIndex(item => new { item.ProjectId, item.ExternalId }).IsUnique();
        builder.HasIndex(item => new { item.ProjectId, item.Id });
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
        builder.HasOne<Item>().WithOne().HasForeignKey<ItemContent>(content => content.ItemId);
    }
}
