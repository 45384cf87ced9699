using ActiveLabel.Api.Storage;
using ActiveLabel.Domain.Items;
using ActiveLabel.Domain.Projects;
using ActiveLabel.Domain.Qualifications;
using ActiveLabel.Domain.Workers;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace ActiveLabel.Api.Qualifications;

public sealed class QualificationMapping : IEntityTypeConfiguration<Qualification>
{
    public void Configure(EntityTypeBuilder<Qualification> builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.ToTable("Qualifications");
        builder.PointsAt<Project>("ProjectId");
        builder.Property(qualification => qualification.Id).ValueGeneratedOnAdd();
        builder.Property(qualification => qualification.Key).HasMaxLength(WorkerCredential.KeyLengthMax);
        builder.Property(qualification => qualification.Title).HasMaxLength(Qualification.TitleLengthMax);
        builder.Property(qualification => qualification.Test).IsJson();
        builder.HasIndex(qualification => new { qualification.OrganizationId, qualification.Key }).IsUnique();
        builder.HasIndex(qualification => new { qualification.ProjectId, qualification.Id });
    }
}

public sealed class QualificationQuestionMapping : IEntityTypeConfiguration<QualificationQuestion>
{
    public void Configure(EntityTypeBuilder<QualificationQuestion> builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.ToTable("QualificationQuestions");
        builder.PointsAt<Qualification>("QualificationId");
        builder.PointsAt<Item>("ItemId");
        builder.HasKey(question => new { question.QualificationId, question.Number });
        builder.Property(question => question.Answer).HasMaxLength(Question.KeyLengthMax);
        builder.Property(question => question.Explanation).HasMaxLength(QualificationQuestion.ExplanationLengthMax);
    }
}

public sealed class QualificationAttemptMapping : IEntityTypeConfiguration<QualificationAttempt>
{
    public void Configure(EntityTypeBuilder<QualificationAttempt> builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.ToTable("QualificationAttempts");
        builder.PointsAt<Qualification>("QualificationId");
        builder.PointsAt<Worker>("WorkerId");
        builder.Property(attempt => attempt.Id).ValueGeneratedOnAdd();
        // Two that begin at once: one of them fails on the key, and finds the other's.
        builder.HasIndex(attempt => new { attempt.WorkerId, attempt.QualificationId, attempt.Number }).IsUnique();
        builder.HasIndex(attempt => new { attempt.QualificationId, attempt.Id });
    }
}

/// <summary>An answer to a question of a qualification.</summary>
public sealed class QualificationAnswer
{
    public required AttemptId AttemptId { get; init; }

    /// <summary>Counted from 1 within the attempt.</summary>
    public required int Place { get; init; }

    public required OrganizationId OrganizationId { get; init; }

    /// <summary>The question that was answered, by its number in the qualification.</summary>
    public required int Number { get; init; }

    public required string Choice { get; init; }
    public required bool IsRight { get; init; }
    public required DateTimeOffset At { get; init; }
}

public sealed class QualificationAnswerMapping : IEntityTypeConfiguration<QualificationAnswer>
{
    public void Configure(EntityTypeBuilder<QualificationAnswer> builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.ToTable("QualificationAnswers");
        builder.PointsAt<QualificationAttempt>("AttemptId");
        // One answer for each place: a retry finds its own.
        builder.HasKey(answer => new { answer.AttemptId, answer.Place });
        builder.Property(answer => answer.Choice).HasMaxLength(Question.KeyLengthMax);
    }
}
