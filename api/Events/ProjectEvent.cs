using ActiveLabel.Api.Storage;
using ActiveLabel.Domain.Items;
using ActiveLabel.Domain.Projects;
using ActiveLabel.Domain.Workers;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace ActiveLabel.Api.Events;

/// <summary>What can happen in a project.</summary>
public enum EventKind
{
    /// <summary>An item came in.</summary>
    ItemImported = 0,

    /// <summary>A worker took a task.</summary>
    TaskClaimed = 1,

    /// <summary>A worker asked for more time.</summary>
    LeaseExtended = 2,

    /// <summary>A worker gave a task back.</summary>
    TaskReleased = 3,

    /// <summary>A worker held a task for too long.</summary>
    LeaseExpired = 4,

    /// <summary>A worker could not judge an item.</summary>
    TaskSkipped = 5,

    /// <summary>A judgement was given.</summary>
    JudgementSubmitted = 6,

    /// <summary>An item wants no more judgements.</summary>
    ItemDone = 7,

    /// <summary>The queue has a new order.</summary>
    QueueReranked = 8,

    /// <summary>A model version was trained.</summary>
    ModelTrained = 9,

    /// <summary>A model version serves from now on.</summary>
    ModelPromoted = 10,

    /// <summary>Something was counted or measured anew.</summary>
    MetricsChanged = 11,

    /// <summary>A job waits, runs or has ended.</summary>
    OperationChanged = 12,

    /// <summary>A worker joined or left, or is known better.</summary>
    WorkerChanged = 13,

    /// <summary>Somebody should look at something.</summary>
    AlertRaised = 14,

    /// <summary>An item went to another step.</summary>
    ItemMoved = 40,

    /// <summary>A reviewer, an adjudicator or a model decided about an item.</summary>
    ItemDecided = 41,

    /// <summary>Nobody gets an item for now.</summary>
    ItemPaused = 42,

    /// <summary>An item goes on.</summary>
    ItemResumed = 43,

    /// <summary>An item is not wanted any more.</summary>
    ItemCancelled = 44,

    /// <summary>An item that was done or cancelled is on its way again.</summary>
    ItemReopened = 45,

    /// <summary>An exception has a new owner, or was resolved.</summary>
    ExceptionChanged = 46,

    /// <summary>A version of the workflow came into force.</summary>
    WorkflowPublished = 47,

    /// <summary>The project was paused or goes on.</summary>
    ProjectChanged = 48,

    /// <summary>Somebody was invited, or is a step nearer to the work.</summary>
    OnboardingAdvanced = 49,

    /// <summary>A model version came in, was measured, or is for something else from now on.</summary>
    ModelChanged = 50,
}

/// <summary>
/// What happened, in the order of commit within its project: the outbox that subscriptions read and the timeline of
/// an item in one table. <see cref="Sequence"/> is drawn from the project's ledger as the last step of the
/// transaction; the lock it takes makes the order of numbers the order of commits.
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
    /// <summary>From here on, events that do not come with every item and task: they have their own index.</summary>
    public const EventKind FirstRare = EventKind.QueueReranked;

    /// <summary>The last of them.</summary>
    public const EventKind LastRare = EventKind.AlertRaised;

    public void Configure(EntityTypeBuilder<ProjectEvent> builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.ToTable("Events");
        builder.PointsAt<Project>("ProjectId");
        builder.HasKey(entry => new { entry.ProjectId, entry.Sequence });
        builder.HasIndex(entry => new { entry.ItemId, entry.Sequence });
        builder.HasIndex(entry => new { entry.ProjectId, entry.Kind, entry.Sequence })
            .HasDatabaseName("IX_Events_Rare")
            .HasFilter($"\"Kind\" >= {(int)FirstRare} AND \"Kind\" <= {(int)LastRare}");
    }
}
