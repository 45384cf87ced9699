using ActiveLabel.Api.Storage;
using ActiveLabel.Domain.Items;
using ActiveLabel.Domain.Projects;
using ActiveLabel.Domain.Tasks;
using ActiveLabel.Domain.Workers;
using ActiveLabel.Domain.Workflows;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace ActiveLabel.Api.Tasks;

public sealed class LabelingTaskMapping : IEntityTypeConfiguration<LabelingTask>
{
    public void Configure(EntityTypeBuilder<LabelingTask> builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.ToTable("Tasks");
        builder.Property(task => task.Id).ValueGeneratedOnAdd();
        builder.Property(task => task.StepKey).HasMaxLength(Step.KeyLengthMax);
        builder.PointsAt<Item>("ItemId");
        builder.HasIndex(task => new { task.ItemId, task.Id });
        builder.HasIndex(task => new { task.ProjectId, task.Id });
    }
}

public sealed class QueueEntryMapping : IEntityTypeConfiguration<QueueEntry>
{
    public void Configure(EntityTypeBuilder<QueueEntry> builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        // More judgements than required are impossible by construction: the database refuses the row.
        builder.ToTable("Queue", table =>
        {
            table.HasCheckConstraint("CK_Queue_Filled", "\"Filled\" >= 0 AND \"Filled\" <= \"Required\"");
            table.HasCheckConstraint("CK_Queue_State", "\"State\" = 2 OR (\"State\" = 0 AND \"Filled\" < \"Required\")"
                + " OR (\"State\" = 1 AND \"Filled\" = \"Required\")");
        });
        builder.HasKey(entry => entry.TaskId);
        builder.Property(entry => entry.TaskId).ValueGeneratedNever();
        builder.PointsAt<LabelingTask>("TaskId");
        // The walks of a claim: only open entries are in them, so that what is taken costs nothing.
        builder.HasIndex(entry => new { entry.ProjectId, entry.Pool, entry.Position, entry.TaskId })
            .HasDatabaseName("IX_Queue_Fresh").HasFilter("\"State\" = 0 AND \"Lane\" = 1");
        builder.HasIndex(entry => new { entry.ProjectId, entry.Pool, entry.LaneSequence, entry.TaskId })
            .HasDatabaseName("IX_Queue_Begun").HasFilter("\"State\" = 0 AND \"Lane\" = 0");
    }
}

public sealed class QueueFrontMapping : IEntityTypeConfiguration<QueueFront>
{
    public void Configure(EntityTypeBuilder<QueueFront> builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.ToTable("QueueFronts");
        builder.HasKey(front => new { front.ProjectId, front.Pool });
        builder.PointsAt<Project>("ProjectId");
    }
}

public sealed class LaneCursorMapping : IEntityTypeConfiguration<LaneCursor>
{
    public void Configure(EntityTypeBuilder<LaneCursor> builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.ToTable("LaneCursors");
        builder.HasKey(cursor => new { cursor.WorkerId, cursor.ProjectId, cursor.Pool });
        builder.PointsAt<Worker>("WorkerId");
    }
}

public sealed class SlotMapping : IEntityTypeConfiguration<Slot>
{
    public void Configure(EntityTypeBuilder<Slot> builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.ToTable("Slots", table => table.HasCheckConstraint("CK_Slots_Number", "\"Number\" >= 1"));
        // A worker holds one slot of a task at the most, and a slot has one holder.
        builder.HasKey(slot => new { slot.TaskId, slot.WorkerId });
        builder.HasIndex(slot => new { slot.TaskId, slot.Number }).IsUnique();
        builder.PointsAt<LabelingTask>("TaskId");
        builder.PointsAt<Worker>("WorkerId");
        builder.HasIndex(slot => new { slot.WorkerId, slot.ProjectId })
            .HasDatabaseName("IX_Slots_Held").HasFilter("\"State\" = 0");
        builder.HasIndex(slot => new { slot.ProjectId, slot.ExpiresAt })
            .HasDatabaseName("IX_Slots_Expiry").HasFilter("\"State\" = 0");
    }
}
