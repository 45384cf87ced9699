using ActiveLabel.Api.Storage;
using ActiveLabel.Domain.Items;
using ActiveLabel.Domain.Judgements;
using ActiveLabel.Domain.Tasks;
using ActiveLabel.Domain.Workers;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace ActiveLabel.Api.Judgements;

public sealed class JudgementMapping : IEntityTypeConfiguration<Judgement>
{
    public const int IdempotencyKeyLengthMax = 100;

    public void Configure(EntityTypeBuilder<Judgement> builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.ToTable("Judgements");
        builder.Property(judgement => judgement.Id).ValueGeneratedOnAdd();
        builder.Property(judgement => judgement.Answers).IsJson();
        builder.Property(judgement => judgement.IdempotencyKey).HasMaxLength(IdempotencyKeyLengthMax);
        builder.Property(judgement => judgement.RequestHash).HasMaxLength(64);
        builder.Property(judgement => judgement.Client).IsJson();
        builder.PointsAt<Item>("ItemId");
        builder.PointsAt<LabelingTask>("TaskId");
        builder.PointsAt<Worker>("WorkerId");
        // A slot has one judgement, a worker judges a task once, and one key has one effect.
        builder.HasIndex(judgement => new { judgement.TaskId, judgement.SlotNumber }).IsUnique();
        builder.HasIndex(judgement => new { judgement.TaskId, judgement.WorkerId }).IsUnique();
        builder.HasIndex(judgement => new { judgement.WorkerId, judgement.IdempotencyKey }).IsUnique();
        builder.HasIndex(judgement => new { judgement.ItemId, judgement.Id });
        builder.HasIndex(judgement => new { judgement.ProjectId, judgement.Id });
        builder.HasIndex(judgement => new { judgement.ProjectId, judgement.WorkerId, judgement.Id });
    }
}
