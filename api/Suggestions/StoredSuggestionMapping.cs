using ActiveLabel.Api.Storage;
using ActiveLabel.Domain.Projects;
using ActiveLabel.Domain.Suggestions;
using ActiveLabel.Domain.Workflows;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace ActiveLabel.Api.Suggestions;

public sealed class StoredSuggestionMapping : IEntityTypeConfiguration<StoredSuggestion>
{
    public void Configure(EntityTypeBuilder<StoredSuggestion> builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.ToTable("Suggestions");
        builder.PointsAt<Project>("ProjectId");
        builder.Property(suggestion => suggestion.Id).ValueGeneratedOnAdd();
        builder.Property(suggestion => suggestion.Step).HasMaxLength(Step.KeyLengthMax);
        builder.Property(suggestion => suggestion.Message).HasMaxLength(StoredSuggestion.MessageLengthMax);
        builder.Property(suggestion => suggestion.Effect).IsJson();
        builder.Property(suggestion => suggestion.Evidence).IsJson();
        builder.Property(suggestion => suggestion.Draft).HasConversion(
            workflow => WorkflowJson.Write(workflow),
            json => WorkflowJson.Read<Workflow>(json),
            // A draft is set once: two are equal when they are the same.
            new ValueComparer<Workflow>(
                (one, other) => ReferenceEquals(one, other), workflow => 0, workflow => workflow));
        builder.Property(suggestion => suggestion.InputsHash).HasMaxLength(64);
        builder.HasIndex(suggestion => new { suggestion.ProjectId, suggestion.Id });
        builder.HasIndex(suggestion => new { suggestion.ProjectId, suggestion.Id }, "IX_Suggestions_Standing")
            .HasFilter("\"SupersededAt\" IS NULL");
    }
}
