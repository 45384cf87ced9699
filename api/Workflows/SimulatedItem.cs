using ActiveLabel.Api.Operations;
using ActiveLabel.Api.Storage;
using ActiveLabel.Domain.Items;
using ActiveLabel.Domain.Projects;
using ActiveLabel.Domain.Workflows;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace ActiveLabel.Api.Workflows;

/// <summary>What a draft would have made of an item, beside what became of it.</summary>
public sealed class SimulatedItem
{
    public required OperationId OperationId { get; init; }
    public required ItemId ItemId { get; init; }
    public required OrganizationId OrganizationId { get; init; }
    public required ProjectId ProjectId { get; init; }

    /// <summary>Key of the step it is in.</summary>
    public required string ActualStep { get; init; }

    /// <summary>Judgements and decisions it has.</summary>
    public required int ActualJudgements { get; init; }

    /// <summary>Key of the step it would be in.</summary>
    public required string SimulatedStep { get; init; }

    /// <summary>Recorded judgements and decisions that the draft would have asked for.</summary>
    public required int SimulatedJudgements { get; init; }

    /// <summary>What those would have cost by the draft.</summary>
    public required double SimulatedCost { get; init; }

    /// <summary>The steps it would have come to, in their order.</summary>
    public required IReadOnlyList<string> Path { get; init; }
}

public sealed class SimulatedItemMapping : IEntityTypeConfiguration<SimulatedItem>
{
    public void Configure(EntityTypeBuilder<SimulatedItem> builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.ToTable("SimulatedItems");
        builder.HasKey(simulated => new { simulated.OperationId, simulated.ItemId });
        builder.Property(simulated => simulated.ActualStep).HasMaxLength(Step.KeyLengthMax);
        builder.Property(simulated => simulated.SimulatedStep).HasMaxLength(Step.KeyLengthMax);
        builder.Property(simulated => simulated.Path).IsJson();
        builder.PointsAt<Operation>("OperationId");
        builder.PointsAt<Item>("ItemId");
    }
}
