using ActiveLabel.Api.Judgements;
using ActiveLabel.Api.Storage;
using ActiveLabel.Api.Workflows;
using ActiveLabel.Domain.Decisions;
using ActiveLabel.Domain.Items;
using ActiveLabel.Domain.Judgements;
using ActiveLabel.Domain.Workers;
using ActiveLabel.Domain.Workflows;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace ActiveLabel.Api.Decisions;

public sealed class DecisionMapping : IEntityTypeConfiguration<Decision>
{
    public void Configure(EntityTypeBuilder<Decision> builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.ToTable("Decisions");
        builder.Property(decision => decision.Id).ValueGeneratedOnAdd();
        builder.Property(decision => decision.Answers).IsJson();
        builder.Property(decision => decision.Reason).HasMaxLength(Decision.ReasonLengthMax);
        builder.Property(decision => decision.Actor).HasMaxLength(Decision.ActorLengthMax);
        builder.Property(decision => decision.IdempotencyKey).HasMaxLength(JudgementMapping.IdempotencyKeyLengthMax);
        builder.Property(decision => decision.RequestHash).HasMaxLength(64);
        builder.PointsAt<Item>("ItemId");
        // A task is decided once, and one key has one effect.
        builder.HasIndex(decision => decision.TaskId).IsUnique().HasFilter("\"TaskId\" IS NOT NULL");
        builder.HasIndex(decision => new { decision.WorkerId, decision.IdempotencyKey }).IsUnique()
            .HasFilter("\"WorkerId\" IS NOT NULL");
        builder.HasIndex(decision => new { decision.ItemId, decision.Id });
        builder.HasIndex(decision => new { decision.ProjectId, decision.Id });
    }
}

public sealed class FeedbackMapping : IEntityTypeConfiguration<Feedback>
{
    public void Configure(EntityTypeBuilder<Feedback> builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.ToTable("Feedback");
        builder.Property(feedback => feedback.Id).ValueGeneratedOnAdd();
        builder.PointsAt<Worker>("WorkerId");
        builder.PointsAt<Judgement>("JudgementId");
        builder.PointsAt<Decision>("DecisionId");
        builder.HasIndex(feedback => new { feedback.WorkerId, feedback.Id });
        builder.HasIndex(feedback => new { feedback.JudgementId, feedback.DecisionId }).IsUnique();
    }
}

public sealed class ItemExceptionMapping : IEntityTypeConfiguration<ItemException>
{
    public void Configure(EntityTypeBuilder<ItemException> builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.ToTable("Exceptions");
        builder.Property(exception => exception.Id).ValueGeneratedOnAdd();
        builder.Property(exception => exception.StepKey).HasMaxLength(Step.KeyLengthMax);
        builder.Property(exception => exception.Reason).IsWorkflowJson();
        builder.Property(exception => exception.Owner).HasMaxLength(ItemException.OwnerLengthMax);
        builder.Property(exception => exception.ResolvedBy).HasMaxLength(Decision.ActorLengthMax);
        builder.Property(exception => exception.Comment).HasMaxLength(ItemException.CommentLengthMax);
        builder.PointsAt<Item>("ItemId");
        builder.HasIndex(exception => new { exception.ProjectId, exception.Id });
        // An item has one open exception at the most, and the open ones are found without the others.
        builder.HasIndex(exception => exception.ItemId)
            .HasDatabaseName("IX_Exceptions_OpenOfItem").IsUnique().HasFilter("\"ResolvedAt\" IS NULL");
        builder.HasIndex(exception => new { exception.ProjectId, exception.Id })
            .HasDatabaseName("IX_Exceptions_Open").HasFilter("\"ResolvedAt\" IS NULL");
    }
}
