using ActiveLabel.Api.Storage;
using ActiveLabel.Domain.Items;
using ActiveLabel.Domain.Predictions;
using ActiveLabel.Domain.Projects;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace ActiveLabel.Api.Predictions;

public sealed class ModelVersionMapping : IEntityTypeConfiguration<ModelVersion>
{
    public void Configure(EntityTypeBuilder<ModelVersion> builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.ToTable("ModelVersions");
        builder.Property(model => model.Id).ValueGeneratedOnAdd();
        builder.Property(model => model.Sha256).HasMaxLength(64);
        builder.Property(model => model.Name).HasMaxLength(200);
        builder.Property(model => model.StoredAs).HasMaxLength(100);
        builder.Property(model => model.Measurement).IsJson();
        builder.Property(model => model.Agreement).IsJson();
        builder.Property(model => model.Trust).IsJson();
        builder.Ignore(model => model.Reference);
        builder.Ignore(model => model.CanServe);
        builder.PointsAt<Project>("ProjectId");
        builder.PointsAt<ModelVersion>("EmbedderId");
        builder.HasIndex(model => new { model.ProjectId, model.Version }).IsUnique();
        builder.HasIndex(model => new { model.ProjectId, model.Id });
        builder.HasIndex(model => new { model.ProjectId, model.Stage, model.Id });
        // One version serves: the database says so, not only the code.
        builder.HasIndex(model => model.ProjectId)
            .HasDatabaseName("IX_ModelVersions_Serving").IsUnique().HasFilter("\"Stage\" = 1");
    }
}

public sealed class ItemPredictionMapping : IEntityTypeConfiguration<ItemPrediction>
{
    public void Configure(EntityTypeBuilder<ItemPrediction> builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.ToTable("Predictions");
        builder.HasKey(prediction => prediction.ItemId);
        builder.Property(prediction => prediction.ItemId).ValueGeneratedNever();
        builder.Property(prediction => prediction.Probabilities).IsBlob();
        builder.Property(prediction => prediction.Disagreement).IsBlob();
        builder.PointsAt<Item>("ItemId");
        builder.PointsAt<ModelVersion>("ModelVersionId");
    }
}

public sealed class PredictionRecordMapping : IEntityTypeConfiguration<PredictionRecord>
{
    public void Configure(EntityTypeBuilder<PredictionRecord> builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.ToTable("PredictionRecords");
        builder.HasKey(record => new { record.ModelVersionId, record.ItemId });
        builder.Property(record => record.Probabilities).IsBlob();
        builder.Property(record => record.Disagreement).IsBlob();
        builder.PointsAt<Item>("ItemId");
        builder.PointsAt<ModelVersion>("ModelVersionId");
    }
}
