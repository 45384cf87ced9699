using ActiveLabel.Domain.Items;
using ActiveLabel.Domain.Projects;
using ActiveLabel.Domain.Workflows;

namespace ActiveLabel.Domain.Decisions;

public readonly record struct ItemExceptionId(long Value)
{
    /// <summary>Later ids are greater: keyset pages walk along them.</summary>
    public static bool operator >(ItemExceptionId left, ItemExceptionId right) => left.Value > right.Value;

    public static bool operator <(ItemExceptionId left, ItemExceptionId right) => left.Value < right.Value;
}

/// <summary>How an exception ended.</summary>
public enum ExceptionResolution
{
    /// <summary>The item was answered.</summary>
    Answered = 0,

    /// <summary>The item was sent to a step.</summary>
    Sent = 1,

    /// <summary>The item goes on as the workflow says.</summary>
    Dismissed = 2,

    /// <summary>The item was cancelled, or taken out of the step otherwise.</summary>
    Cancelled = 3,
}

/// <summary>An item that the workflow could not deal with: somebody owns it until it is resolved.</summary>
public sealed class ItemException
{
    public const int OwnerLengthMax = 200;
    public const int CommentLengthMax = 2_000;

    public ItemExceptionId Id { get; private set; }
    public required OrganizationId OrganizationId { get; init; }
    public required ProjectId ProjectId { get; init; }
    public required ItemId ItemId { get; init; }

    /// <summary>Key of the step.</summary>
    public required string StepKey { get; init; }

    /// <summary>Why the item came there.</summary>
    public required RouteReason Reason { get; init; }

    public required DateTimeOffset OpenedAt { get; init; }

    /// <summary>Who looks after it, as the organization names people; null while nobody does.</summary>
    public string? Owner { get; set; }

    public DateTimeOffset? ResolvedAt { get; private set; }
    public ExceptionResolution? Resolution { get; private set; }

    /// <summary>Who resolved it, as the audit log names him.</summary>
    public string? ResolvedBy { get; private set; }

    public string? Comment { get; private set; }

    public void Resolve(ExceptionResolution resolution, string by, string? comment, DateTimeOffset now)
        => (Resolution, ResolvedBy, Comment, ResolvedAt) = (resolution, by, comment, now);
}
