using ActiveLabel.Api.Storage;
using ActiveLabel.Domain.Items;
using ActiveLabel.Domain.Projects;
using ActiveLabel.Domain.Workflows;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace ActiveLabel.Api.Workflows;

public sealed class WorkflowVersionMapping : IEntityTypeConfiguration<WorkflowVersion>
{
    // Every judgement reads the workflow of its item.
    internal static readonly TextMemo<Workflow> Known = new(WorkflowJson.Read<Workflow>);

    public void Configure(EntityTypeBuilder<WorkflowVersion> builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.ToTable("WorkflowVersions");
        builder.Property(version => version.Id).ValueGeneratedOnAdd();
        builder.Property(version => version.Note).HasMaxLength(WorkflowVersion.NoteLengthMax);
        builder.Property(version => version.Pools).IsJson();
        builder.Property(version => version.Definition).HasConversion(
            workflow => WorkflowJson.Write(workflow),
            json => Known.Read(json),
            // A definition is set once: two are equal when they are the same.
            new ValueComparer<Workflow>(
                (one, other) => ReferenceEquals(one, other), workflow => 0, workflow => workflow));
        builder.PointsAt<Project>("ProjectId");
        builder.HasIndex(version => new { version.ProjectId, version.Version }).IsUnique();
    }
}

public sealed class RecordedSignalMapping : IEntityTypeConfiguration<RecordedSignal>
{
    public void Configure(EntityTypeBuilder<RecordedSignal> builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.ToTable("Signals");
        builder.Property(recorded => recorded.Id).ValueGeneratedOnAdd();
        builder.Property(recorded => recorded.Signal).IsWorkflowJson();
        builder.PointsAt<Item>("ItemId");
        builder.HasIndex(recorded => new { recorded.ItemId, recorded.Id });
    }
}

/// <summary>Maintained number of items in each step of a project, so that no request counts them.</summary>
public sealed class StepTotals
{
    public required ProjectId ProjectId { get; init; }
    public required string StepKey { get; init; }
    public required OrganizationId OrganizationId { get; init; }

    /// <summary>Items that are in the step and not cancelled.</summary>
    public long Items { get; set; }

    /// <summary>Judgements wanted in the step when they were last counted, those in progress included.</summary>
    public long SlotsWanted { get; set; }

    /// <summary>Judgements that were being given when they were last counted.</summary>
    public long SlotsLeased { get; set; }

    /// <summary>Judgements an hour, over the last hour or as long as is known; null at first.</summary>
    public double? JudgementsPerHour { get; set; }
}

public sealed class StepTotalsMapping : IEntityTypeConfiguration<StepTotals>
{
    public void Configure(EntityTypeBuilder<StepTotals> builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.ToTable("StepTotals");
        builder.HasKey(totals => new { totals.ProjectId, totals.StepKey });
        builder.Property(totals => totals.StepKey).HasMaxLength(Step.KeyLengthMax);
        builder.PointsAt<Project>("ProjectId");
    }
}

internal static class WorkflowColumn
{
    /// <summary>Kept as JSON with names in place of numbers; written once.</summary>
    public static PropertyBuilder<T> IsWorkflowJson<T>(this PropertyBuilder<T> property)
        where T : class
        => property.HasConversion(
            value => WorkflowJson.Write(value),
            json => WorkflowJson.Read<T>(json),
            new ValueComparer<T>((one, other) => ReferenceEquals(one, other), value => 0, value => value));
}
