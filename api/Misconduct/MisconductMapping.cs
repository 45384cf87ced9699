using ActiveLabel.Api.Storage;
using ActiveLabel.Domain.Items;
using ActiveLabel.Domain.Judgements;
using ActiveLabel.Domain.Misconduct;
using ActiveLabel.Domain.Projects;
using ActiveLabel.Domain.Workers;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace ActiveLabel.Api.Misconduct;

public sealed class QuarantineMapping : IEntityTypeConfiguration<Quarantine>
{
    public void Configure(EntityTypeBuilder<Quarantine> builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.ToTable("Quarantines");
        builder.PointsAt<Project>("ProjectId");
        builder.PointsAt<Worker>("WorkerId");
        builder.Property(quarantine => quarantine.Id).ValueGeneratedOnAdd();
        foreach (var text in new[] { "Reason", "LiftReason", "Appeal", "AppealReason" })
            builder.Property(text).HasMaxLength(Quarantine.ReasonLengthMax);
        foreach (var actor in new[] { "ImposedBy", "LiftedBy", "AppealDecidedBy" })
            builder.Property(actor).HasMaxLength(Quarantine.ActorLengthMax);
        // A worker is in one quarantine of a project at a time.
        builder.HasIndex(quarantine => new { quarantine.ProjectId, quarantine.WorkerId })
            .HasDatabaseName("IX_Quarantines_Open").IsUnique().HasFilter("\"LiftedAt\" IS NULL");
        builder.HasIndex(quarantine => new { quarantine.ProjectId, quarantine.Id });
        builder.HasIndex(quarantine => new { quarantine.WorkerId, quarantine.Id });
    }
}

public sealed class SetAsideJudgementMapping : IEntityTypeConfiguration<SetAsideJudgement>
{
    public void Configure(EntityTypeBuilder<SetAsideJudgement> builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.ToTable("SetAsideJudgements");
        builder.PointsAt<Item>("ItemId");
        builder.PointsAt<Judgement>("JudgementId");
        builder.PointsAt<Quarantine>("QuarantineId");
        builder.Property(aside => aside.Id).ValueGeneratedOnAdd();
        // Every judgement asks whether it is among these: the index holds only those that do not count now.
        builder.HasIndex(aside => aside.JudgementId)
            .HasDatabaseName("IX_SetAsideJudgements_Now").IsUnique().HasFilter("\"RestoredAt\" IS NULL");
        builder.HasIndex(aside => new { aside.ItemId, aside.Id });
        builder.HasIndex(aside => new { aside.QuarantineId, aside.Id });
        builder.HasIndex(aside => new { aside.ProjectId, aside.Id });
    }
}

public sealed class MisconductPolicyMapping : IEntityTypeConfiguration<MisconductPolicy>
{
    public void Configure(EntityTypeBuilder<MisconductPolicy> builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.ToTable("MisconductPolicies");
        builder.PointsAt<Project>("ProjectId");
        builder.HasKey(policy => policy.ProjectId);
        builder.Property(policy => policy.ProjectId).ValueGeneratedNever();
    }
}

public sealed class WorkerMisconductMapping : IEntityTypeConfiguration<WorkerMisconduct>
{
    public void Configure(EntityTypeBuilder<WorkerMisconduct> builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.ToTable("WorkerMisconduct");
        builder.PointsAt<Project>("ProjectId");
        builder.PointsAt<Worker>("WorkerId");
        builder.HasKey(found => new { found.ProjectId, found.WorkerId });
        builder.Property(found => found.Evidence).IsJson();
        builder.HasIndex(found => new { found.ProjectId, found.Place }).IsUnique();
    }
}
