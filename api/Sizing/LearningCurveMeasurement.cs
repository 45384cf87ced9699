using ActiveLabel.Api.Storage;
using ActiveLabel.Domain.Projects;
using ActiveLabel.Domain.Sizing;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace ActiveLabel.Api.Sizing;

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

    /// <summary>That the model was trained on in all.</summary>
    public required int ModelLabels { get; init; }

    /// <summary>Which of several draws of so many labels; 0 for what is not drawn.</summary>
    public required int Draw { get; init; }
    public required ControlMeasurement Measurement { get; init; }
    public required DateTimeOffset At { get; init; }

    public MeasuredPoint Point => new(ModelLabels, Draw, new(Labels, Measurement.Accuracy, Measurement.StandardError));

    /// <param name="labels">Of the slice.</param>
    /// <param name="modelLabels">In all; null where that is the same.</param>
    public static LearningCurveMeasurement Of(
        Project project,
        CurveArm arm,
        int labels,
        ControlMeasurement measurement,
        DateTimeOffset now,
        CurveSlice? slice = null,
        int? modelLabels = null,
        int draw = 0)
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
            ModelLabels = modelLabels ?? labels,
            Draw = draw,
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
        builder.Ignore(point => point.Point);
        // A curve of one arm lies together, in the order of time; so do the latest models; an export goes along all.
        builder.HasIndex(point => new { point.ProjectId, point.Dimension, point.Key, point.Arm, point.Id });
        builder.HasIndex(point => new { point.ProjectId, point.Arm, point.Id });
        builder.HasIndex(point => new { point.ProjectId, point.Id });
    }
}
