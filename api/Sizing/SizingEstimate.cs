using ActiveLabel.Api.Storage;
using ActiveLabel.Domain.Projects;
using ActiveLabel.Domain.Sizing;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace ActiveLabel.Api.Sizing;

/// <summary>Whether an estimate can be given.</summary>
public enum SizingStatus
{
    /// <summary>There is an estimate.</summary>
    Ok = 0,

    /// <summary>The learning curve has too few points to say anything.</summary>
    InsufficientData = 1,

    /// <summary>The expected curve stays below the target.</summary>
    Unreachable = 2,
}

/// <summary>How much is still needed until the model reaches a target accuracy on the control arm.</summary>
public sealed class SizingEstimate
{
    public long Id { get; private set; }
    public required ProjectId ProjectId { get; init; }
    public required OrganizationId OrganizationId { get; init; }
    public required CurveDimension Dimension { get; init; }

    /// <summary>Of the slice; empty for all of the project.</summary>
    public required string Key { get; init; }

    /// <summary>When a later one of the same slice took its place; null for the latest.</summary>
    public DateTimeOffset? SupersededAt { get; set; }

    /// <summary>SHA-256 over the curve and the target: while they stay, so does the estimate.</summary>
    public required string InputsHash { get; init; }

    public required SizingStatus Status { get; set; }

    /// <summary>Accuracy to reach, between 0 and 1.</summary>
    public required double Target { get; set; }

    /// <summary>The finding in words.</summary>
    public required string Message { get; set; }

    /// <summary>Labels the latest model was trained on.</summary>
    public required int LabelsNow { get; set; }

    public required double? AccuracyNow { get; set; }

    /// <summary>The middle of the labels in all at which the target is reached, if it is.</summary>
    public required int? LabelsNeeded { get; set; }

    /// <summary>Lower end of the 80 % interval of <see cref="LabelsNeeded"/>.</summary>
    public required int? LabelsLow { get; set; }

    /// <summary>Upper end of the 80 % interval; null when the target may never be reached.</summary>
    public required int? LabelsHigh { get; set; }

    /// <summary>Judgements still to give, at so many a label as until now.</summary>
    public required int? JudgementsNeeded { get; set; }

    /// <summary>Hours of work still to do, at the mean handling time until now.</summary>
    public required double? HoursNeeded { get; set; }

    /// <summary>Labels with which the target is reached with a probability of 50 %; null when never.</summary>
    public int? LabelsWith50 { get; set; }

    public int? LabelsWith80 { get; set; }

    public int? LabelsWith90 { get; set; }

    /// <summary>Probability that the target is reached at all, as far as anything can be said.</summary>
    public double? ReachedProbability { get; set; }

    /// <summary>Accuracy that the next 1,000 labels are expected to add.</summary>
    public double? GainPerThousandLabels { get; set; }

    /// <summary>Accuracy that an hour of work is expected to add, at that pace.</summary>
    public double? GainPerHour { get; set; }

    public StopAdvice Advice { get; set; }

    /// <summary>What is missing before anything can be said; null when something is.</summary>
    public SizingGapKind? MissingKind { get; set; }

    public double? MissingHave { get; set; }

    public double? MissingNeed { get; set; }

    public required DateTimeOffset EstimatedAt { get; set; }

    public SizingGap? Missing
        => (MissingKind, MissingHave, MissingNeed) is ({ } kind, { } have, { } need) ? new(kind, have, need) : null;
}

public sealed class SizingEstimateMapping : IEntityTypeConfiguration<SizingEstimate>
{
    public void Configure(EntityTypeBuilder<SizingEstimate> builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.ToTable("SizingEstimates");
        builder.PointsAt<Project>("ProjectId");
        builder.Property(estimate => estimate.Id).ValueGeneratedOnAdd();
        builder.Property(estimate => estimate.Key).HasMaxLength(CurveSlice.KeyLengthMax);
        builder.Property(estimate => estimate.InputsHash).HasMaxLength(64);
        builder.HasIndex(estimate => new { estimate.ProjectId, estimate.Dimension, estimate.Key, estimate.Id });
        builder.HasIndex(estimate => new { estimate.ProjectId, estimate.Id });
        builder.HasIndex(estimate => new { estimate.ProjectId, estimate.Dimension, estimate.Key })
            .HasDatabaseName("IX_SizingEstimates_Latest").IsUnique().HasFilter("\"SupersededAt\" IS NULL");
        builder.Ignore(estimate => estimate.Missing);
    }
}
