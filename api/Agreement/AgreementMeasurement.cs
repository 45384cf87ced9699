using ActiveLabel.Api.Storage;
using ActiveLabel.Domain.Agreement;
using ActiveLabel.Domain.Projects;
using ActiveLabel.Domain.Tasks;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace ActiveLabel.Api.Agreement;

/// <summary>How agreement is measured.</summary>
public enum AgreementCoefficient
{
    /// <summary>Krippendorff's alpha over names: two labels are the same or not.</summary>
    AlphaNominal = 0,

    /// <summary>Krippendorff's alpha over ranks: the question's choices are in an order that means something.</summary>
    AlphaOrdinal = 1,

    /// <summary>Krippendorff's alpha over numbers: the choices are equally far apart.</summary>
    AlphaInterval = 2,

    /// <summary>Fleiss' kappa.</summary>
    FleissKappa = 3,

    /// <summary>Gwet's AC1, which keeps its meaning where one label is very frequent.</summary>
    GwetAc1 = 4,
}

/// <summary>How far the workers of a project are of one mind about a question, over some of its items.</summary>
public sealed class AgreementMeasurement
{
    public const int SliceLengthMax = 200;

    public long Id { get; private set; }
    public required OrganizationId OrganizationId { get; init; }
    public required ProjectId ProjectId { get; init; }
    public required string QuestionKey { get; init; }

    /// <summary>Judgements of this step alone; null for all.</summary>
    public string? StepKey { get; init; }

    /// <summary>Items with a value of this attribute alone; null for all.</summary>
    public string? Attribute { get; init; }

    /// <summary>The attribute's value; null where there is none.</summary>
    public string? AttributeValue { get; init; }

    public required AgreementCoefficient Coefficient { get; init; }
    public double? Value { get; init; }
    public double? Low { get; init; }
    public double? High { get; init; }
    public required int ItemCount { get; init; }
    public required int JudgementCount { get; init; }
    public AgreementUndefined? Undefined { get; init; }
    public required DateTimeOffset MeasuredAt { get; init; }

    public AgreementEstimate Estimate => new(Value, Low, High, ItemCount, JudgementCount, Undefined);
}

public sealed class AgreementMeasurementMapping : IEntityTypeConfiguration<AgreementMeasurement>
{
    public void Configure(EntityTypeBuilder<AgreementMeasurement> builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.ToTable("AgreementMeasurements");
        builder.PointsAt<Project>("ProjectId");
        builder.Ignore(measured => measured.Estimate);
        builder.Property(measured => measured.Id).ValueGeneratedOnAdd();
        builder.Property(measured => measured.QuestionKey).HasMaxLength(Question.KeyLengthMax);
        builder.Property(measured => measured.StepKey).HasMaxLength(Pool.StepKeyLengthMax);
        builder.Property(measured => measured.Attribute).HasMaxLength(AgreementMeasurement.SliceLengthMax);
        builder.Property(measured => measured.AttributeValue).HasMaxLength(AgreementMeasurement.SliceLengthMax);
        builder.HasIndex(measured => new { measured.ProjectId, measured.Id });
    }
}
