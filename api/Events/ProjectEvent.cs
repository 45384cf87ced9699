using ActiveLabel.Api.Storage;
using ActiveLabel.Domain.Items;
using ActiveLabel.Domain.Projects;
using ActiveLabel.Domain.Workers;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace ActiveLabel.Api.Events;

public enum EventKind
{
    ItemImported = 0,
    TaskClaimed = 1,
    LeaseExtended = 2,
    TaskReleased = 3,
    LeaseExpired = 4,
    TaskSkipped = 5,
    JudgementSubmitted = 6,
    ItemDone = 7,
    QueueReranked = 8,
    ModelTrained = 9,
    ModelPromoted = 10,
    MetricsChanged = 11,
    OperationChanged = 12,
    WorkerChanged = 13,
    AlertRaised = 14,
}

/// <summary>
/// What happened, in the order of commit within its project: the outbox that subscriptions read and the timeline of
/// an item in one table. <see cref="Sequence"/> is drawn from the project's counters row as the last step of the
/// transaction; the row lock it takes makes the order of numbers the order of commits.
/// </summary>
public sealed class ProjectEvent
{
    public required ProjectId ProjectId { get; init; }
    public required long Sequence { get; init; }
    public required OrganizationId OrganizationId { get; init; }
    public required EventKind Kind { get; init; }
    public ItemId? ItemId { get; init; }
    public WorkerId? WorkerId { get; init; }

    /// <summary>What else there is to say, as a JSON object.</summary>
    public string Details { get; init; } = "{}";

    public required DateTimeOffset At { get; init; }
}

public sealed class ProjectEventMapping : IEntityTypeConfiguration<ProjectEvent>
{
    public void Configure(EntityTypeBuilder<ProjectEvent> builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.ToTable("Events");
        builder.PointsAt<Project>("ProjectId");
        builder.HasKey(entry => new { entry.ProjectId, entry.Sequence });
        builder.HasIndex(entry => new { entry.ItemId, entry.Sequence });
    }
}
