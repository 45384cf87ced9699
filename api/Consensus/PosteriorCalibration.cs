using ActiveLabel.Api.Storage;
using ActiveLabel.Domain.Projects;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace ActiveLabel.Api.Consensus;

/// <summary>Whence the truth is that posteriors are measured against.</summary>
public enum TruthSource
{
    /// <summary>Answers that were known beforehand.</summary>
    Gold = 0,

    /// <summary>What reviewers, adjudicators and owners of exceptions decided.</summary>
    Decisions = 1,

    /// <summary>
    /// The consensus of the control arm, which has more judgements, against what the first of them said alone.
    /// </summary>
    ControlArm = 2,
}

/// <summary>Whether the posteriors of a project keep what they promise, as last measured.</summary>
public sealed class PosteriorCalibration
{
    public required ProjectId ProjectId { get; init; }
    public required TruthSource Source { get; init; }
    public required OrganizationId OrganizationId { get; init; }
    public required int ItemCount { get; init; }

    /// <summary>Share of the items whose most probable label is the truth.</summary>
    public required double Accuracy { get; init; }

    /// <summary>Mean of -ln P(truth), in nats.</summary>
    public required double LogLoss { get; init; }

    /// <summary>Expected calibration error of the most probable label.</summary>
    public required double CalibrationError { get; init; }

    /// <summary>What it would be by chance alone, if every probability were true.</summary>
    public required double CalibrationErrorFloor { get; init; }

    public required DateTimeOffset MeasuredAt { get; init; }
}

public sealed class PosteriorCalibrationMapping : IEntityTypeConfiguration<PosteriorCalibration>
{
    public void Configure(EntityTypeBuilder<PosteriorCalibration> builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.ToTable("PosteriorCalibration");
        builder.PointsAt<Project>("ProjectId");
        builder.HasKey(measured => new { measured.ProjectId, measured.Source });
    }
}
