using ActiveLabel.Api.Storage;
using ActiveLabel.Domain.Items;
using ActiveLabel.Domain.Projects;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace ActiveLabel.Api.LabelErrors;

/// <summary>A consensus that a model speaks against, as last looked at.</summary>
public sealed class LabelError
{
    public const int ReasonLengthMax = 1_000;

    public required ItemId ItemId { get; init; }
    public required OrganizationId OrganizationId { get; init; }
    public required ProjectId ProjectId { get; init; }

    /// <summary>Place among the suspects of the project, 1 for the most suspicious.</summary>
    public required int Place { get; init; }

    /// <summary>Index of the consensus in the choices of the leading question.</summary>
    public required int Given { get; init; }

    /// <summary>Index of what the model holds for true.</summary>
    public required int Suggested { get; init; }

    /// <summary>P(suggested) - P(given) by the model.</summary>
    public required double Margin { get; init; }

    /// <summary>P(the consensus is wrong), judgements and model taken together.</summary>
    public required double ErrorProbability { get; init; }

    public required string Reason { get; init; }
    public required DateTimeOffset FoundAt { get; init; }
}

public sealed class LabelErrorMapping : IEntityTypeConfiguration<LabelError>
{
    public void Configure(EntityTypeBuilder<LabelError> builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.ToTable("LabelErrors");
        builder.HasKey(found => found.ItemId);
        builder.Property(found => found.ItemId).ValueGeneratedNever();
        builder.PointsAt<Item>("ItemId");
        builder.Property(found => found.Reason).HasMaxLength(LabelError.ReasonLengthMax);
        builder.HasIndex(found => new { found.ProjectId, found.Place }).IsUnique();
    }
}
