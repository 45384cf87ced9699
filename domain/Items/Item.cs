using System.Text.Json;
using ActiveLabel.Domain.Projects;

namespace ActiveLabel.Domain.Items;

/// <summary>How far an item is.</summary>
public enum ItemState
{
    /// <summary>At least one of its tasks still wants judgements.</summary>
    Queued = 0,

    /// <summary>Every question has a consensus.</summary>
    Done = 1,
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

    public ItemState State { get; private set; }
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>
    /// Whether a worker sees what the model thinks. On the control arm never: what models are measured against must not
    /// lean towards them.
    /// </summary>
    public bool ShowsPreLabel => !IsModelBlind && Arm != Arm.Control;

    /// <summary>When it was last done; null before.</summary>
    public DateTimeOffset? DoneAt { get; private set; }

    public void MarkDone(DateTimeOffset now) => (State, DoneAt) = (ItemState.Done, now);
}

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
