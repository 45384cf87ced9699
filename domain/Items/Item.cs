using System.Text.Json;
using ActiveLabel.Domain.Projects;
using ActiveLabel.Domain.Workflows;

namespace ActiveLabel.Domain.Items;

/// <summary>How far an item is.</summary>
public enum ItemState
{
    /// <summary>It is on its way through the workflow.</summary>
    Queued = 0,

    /// <summary>It has come to the end of the workflow.</summary>
    Done = 1,

    /// <summary>It is on its way, and nobody gets it until it is resumed.</summary>
    Paused = 2,

    /// <summary>Somebody who leads the project has to look at it.</summary>
    Exception = 3,

    /// <summary>It is not wanted any more.</summary>
    Cancelled = 4,
}

/// <summary>One thing to label, found by its external id. What it says is in <see cref="ItemContent"/>.</summary>
public sealed class Item
{
    public const int ExternalIdLengthMax = 200;

    public ItemId Id { get; private set; }
    public required OrganizationId OrganizationId { get; init; }
    public required ProjectId ProjectId { get; init; }
    public required string ExternalId { get; init; }
    public required Arm Arm { get; init; }
    public required bool IsModelBlind { get; init; }

    /// <summary>Typed facts about the item, as a JSON object; for slices and bias audits.</summary>
    public string Attributes { get; init; } = "{}";

    /// <summary>Whether its answer was known before workers were asked, now or once.</summary>
    public bool IsGold { get; set; }

    public ItemState State { get; private set; }
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>
    /// Whether a worker sees what the model thinks. On the control arm never: what models are measured against must not
    /// lean towards them.
    /// </summary>
    public bool ShowsPreLabel => !IsModelBlind && Arm != Arm.Control;

    /// <summary>When it was last done; null before.</summary>
    public DateTimeOffset? DoneAt { get; private set; }

    /// <summary>The version of the project's workflow that leads it.</summary>
    public int WorkflowVersion { get; private set; }

    /// <summary>Key of the step it is in.</summary>
    public string StepKey { get; private set; } = "";

    /// <summary>Key of the step it came from; null where it came from none.</summary>
    public string? CameFrom { get; private set; }

    public DateTimeOffset StepEnteredAt { get; private set; }

    /// <summary>When it has been in the step for too long; null where that never comes.</summary>
    public DateTimeOffset? DueAt { get; private set; }

    /// <summary>How often it came to each step, this time included.</summary>
    public IReadOnlyDictionary<string, int> Visits { get; private set; } = new Dictionary<string, int>();

    /// <summary>What its judgements cost before it came to this step.</summary>
    public double CostBefore { get; private set; }

    /// <summary>An item as it is in storage, for who reads it without the help of a mapper.</summary>
    /// <param name="known">With what never changes of it.</param>
    public static Item Recorded(Item known, ItemId id, ItemPlace place)
    {
        ArgumentNullException.ThrowIfNull(known);
        ArgumentNullException.ThrowIfNull(place);
        (known.Id, known.State, known.DoneAt, known.DueAt) = (id, place.State, place.DoneAt, place.DueAt);
        (known.WorkflowVersion, known.StepKey, known.StepEnteredAt) = (
            place.WorkflowVersion, place.StepKey, place.StepEnteredAt);
        (known.Visits, known.CostBefore, known.CameFrom) = (place.Visits, place.CostBefore, place.CameFrom);
        return known;
    }

    /// <summary>Puts it into a step; its task there is the caller's work.</summary>
    public void Enter(int workflowVersion, Step step, ItemProgress progress)
    {
        ArgumentNullException.ThrowIfNull(step);
        ArgumentNullException.ThrowIfNull(progress);
        (WorkflowVersion, StepKey, CameFrom, Visits) = (workflowVersion, step.Key, progress.From, progress.Visits);
        (StepEnteredAt, CostBefore) = (progress.EnteredAt, progress.CostBefore);
        State = StateIn(step);
        DueAt = DueIn(step);
        DoneAt = State == ItemState.Done ? progress.EnteredAt : DoneAt;
    }

    /// <summary>Puts it where it is by the facts that count; one that is paused stays paused there.</summary>
    /// <param name="doneAt">When it was last done; null where it never was.</param>
    public void Rebuild(Step step, ItemProgress progress, DateTimeOffset? doneAt)
    {
        var wasPaused = State == ItemState.Paused;
        Enter(WorkflowVersion, step, progress);
        DoneAt = doneAt;
        if (wasPaused)
            TryPause();
    }

    /// <summary>Leads it by another version from now on, where it is.</summary>
    public void Adopt(int workflowVersion, Step step)
    {
        ArgumentNullException.ThrowIfNull(step);
        WorkflowVersion = workflowVersion;
        DueAt = State == ItemState.Paused ? null : DueIn(step);
    }

    /// <returns>False where it is not on its way.</returns>
    public bool TryPause()
    {
        if (State is not (ItemState.Queued or ItemState.Exception))
            return false;
        (State, DueAt) = (ItemState.Paused, null);
        return true;
    }

    /// <returns>False where it is not paused.</returns>
    public bool TryResume(Step step)
    {
        if (State != ItemState.Paused)
            return false;
        State = StateIn(step);
        DueAt = DueIn(step);
        return true;
    }

    /// <returns>False where it is cancelled already.</returns>
    public bool TryCancel()
    {
        if (State == ItemState.Cancelled)
            return false;
        (State, DueAt) = (ItemState.Cancelled, null);
        return true;
    }

    private DateTimeOffset? DueIn(Step step) => step.Sla is { } sla ? StepEnteredAt.AddSeconds(sla.Seconds) : null;

    private static ItemState StateIn(Step step) => step.Kind switch
    {
        StepKind.Done => ItemState.Done,
        StepKind.Exception => ItemState.Exception,
        _ => ItemState.Queued,
    };
}

/// <summary>Where an item is on its way: see the properties of <see cref="Item"/> of the same names.</summary>
public sealed record ItemPlace(
    ItemState State,
    DateTimeOffset? DoneAt,
    int WorkflowVersion,
    string StepKey,
    DateTimeOffset StepEnteredAt,
    DateTimeOffset? DueAt,
    IReadOnlyDictionary<string, int> Visits,
    double CostBefore,
    string? CameFrom);

/// <summary>What an item says; apart from it, so that a list of items never reads payloads.</summary>
public sealed class ItemContent
{
    public const int TextLengthMax = 65_536;

    public required ItemId ItemId { get; init; }
    public required OrganizationId OrganizationId { get; init; }

    /// <summary>The item's data as a JSON object; what models read of it is its <see cref="ItemInput"/>.</summary>
    public required string Data { get; set; }

    /// <returns>The data of a text item.</returns>
    public static string DataOf(string text)
        => JsonSerializer.Serialize(new Dictionary<string, string> { ["text"] = text });
}
