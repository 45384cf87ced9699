using ActiveLabel.Api.Storage;
using ActiveLabel.Domain.Items;
using ActiveLabel.Domain.Projects;
using ActiveLabel.Domain.TruthInference;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace ActiveLabel.Api.Consensus;

public sealed class ItemConsensusMapping : IEntityTypeConfiguration<ItemConsensus>
{
    public void Configure(EntityTypeBuilder<ItemConsensus> builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.ToTable("Consensus");
        builder.HasKey(consensus => new { consensus.ItemId, consensus.QuestionKey });
        builder.Property(consensus => consensus.QuestionKey).HasMaxLength(Question.KeyLengthMax);
        builder.Property(consensus => consensus.Posterior).IsBlob();
        builder.PointsAt<Item>("ItemId");
        builder.HasIndex(consensus => new { consensus.ProjectId, consensus.ItemId });
    }
}
