using ActiveLabel.Api.Storage;
using ActiveLabel.Domain.Predictions;
using ActiveLabel.Domain.Projects;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace ActiveLabel.Api.Acquisition;

/// <param name="Items">What the strategy would have had labeled next, the first one first.</param>
/// <param name="Shared">Share of them that the queue has in its next batch too, 0 to 1.</param>
/// <param name="MeanConfidence">Mean probability of the model's most probable choice.</param>
/// <param name="Choices">So many different choices are the most probable ones.</param>
public sealed record StrategyPick(
    Strategy Strategy, IReadOnlyList<long> Items, double Shared, double MeanConfidence, int Choices);

/// <summary>What every strategy would have picked when the queue was last laid in order: one row a project.</summary>
public sealed class StrategyPicks
{
    public required ProjectId ProjectId { get; init; }
    public required OrganizationId OrganizationId { get; init; }
    public required ModelVersionId ModelVersionId { get; set; }
    public required DateTimeOffset At { get; set; }
    public required IReadOnlyList<StrategyPick> Picks { get; set; }
}

public sealed class StrategyPicksMapping : IEntityTypeConfiguration<StrategyPicks>
{
    public void Configure(EntityTypeBuilder<StrategyPicks> builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.ToTable("StrategyPicks");
        builder.HasKey(picks => picks.ProjectId);
        builder.Property(picks => picks.ProjectId).ValueGeneratedNever();
        builder.Property(picks => picks.Picks).IsJson();
        builder.PointsAt<Project>("ProjectId");
        builder.PointsAt<ModelVersion>("ModelVersionId");
    }
}
