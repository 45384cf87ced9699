using ActiveLabel.Api.Storage;
using ActiveLabel.Domain.Projects;
using ActiveLabel.Domain.Sizing;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace ActiveLabel.Api.Sizing;

/// <summary>Which labels a model of the learning curve was trained on.</summary>
public enum CurveArm
{
    /// <summary>All of them: the models that serve.</summary>
    All = 0,

    /// <summary>
    /// The first labels of the ranked queue, as many as the random arm has: what active learning gains.
    /// </summary>
    Ranked = 1,

    /// <summary>Those of the random arm: the unbiased curve.</summary>
    Random = 2,
}

/// <summary>A measured point of a learning curve: a model trained on so many labels, on the control arm.</summary>
public sealed class LearningCurveMeasurement
{
    public long Id { get; private set; }
    public required ProjectId ProjectId { get; init; }
    public required OrganizationId OrganizationId { get; init; }
    public required CurveArm Arm { get; init; }
    public required CurveDimension Dimension { get; init; }

    /// <summary>Of the slice; empty for all of the project.</summary>
    public required string Key { get; init; }

    /// <summary>Of the slice, that the model was trained on.</summary>
    public required int Labels { get; init; }
    public required ControlMeasurement Measurement { get; init; }
    public required DateTimeOffset At { get; init; }

    public static LearningCurveMeasurement Of(
        Project project,
        CurveArm arm,
        int labels,
        ControlMeasurement measurement,
        DateTimeOffset now,
        CurveSlice? slice = null)
    {
        ArgumentNullException.ThrowIfNull(project);
        return new()
        {
            ProjectId = project.Id,
            OrganizationId = project.OrganizationId,
            Arm = arm,
            Dimension = slice?.Dimension ?? CurveDimension.Project,
            Key = slice?.Key ?? "",
            Labels = labels,
            Measurement = measurement,
            At = now,
        };
    }
}

public sealed class LearningCurveMeasurementMapping : IEntityTypeConfiguration<LearningCurveMeasurement>
{
    public void Configure(EntityTypeBuilder<LearningCurveMeasurement> builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.ToTable("LearningCurve");
        builder.PointsAt<Project>("ProjectId");
        builder.Property(point => point.Id).ValueGeneratedOnAdd();
        builder.Property(point => point.Measurement).IsJson();
        builder.Property(point => point.Key).HasMaxLength(CurveSlice.KeyLengthMax);
        // A curve lies together, in the order of time; and an export goes along all of them.
        builder.HasIndex(point => new { point.ProjectId, point.Dimension, point.Key, point.Id });
        builder.HasIndex(point => new { point.ProjectId, point.Id });
    }
}
