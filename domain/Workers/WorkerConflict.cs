using ActiveLabel.Domain.Projects;

namespace ActiveLabel.Domain.Workers;

public readonly record struct WorkerConflictId(long Value)
{
    /// <summary>Later ids are greater: keyset pages walk along them.</summary>
    public static bool operator >(WorkerConflictId left, WorkerConflictId right) => left.Value > right.Value;

    public static bool operator <(WorkerConflictId left, WorkerConflictId right) => left.Value < right.Value;
}

/// <summary>
/// A worker has an interest in items whose attribute has this value: he wrote them, or works for whoever did. Steps
/// that require <see cref="NotInConflict"/> by the attribute never give him one.
/// </summary>
public sealed class WorkerConflict
{
    public const int ValueLengthMax = 200;

    /// <summary>A worker has no more of them, so that a claim looks at a bounded number.</summary>
    public const int CountMax = 200;

    public WorkerConflictId Id { get; private set; }
    public required OrganizationId OrganizationId { get; init; }
    public required WorkerId WorkerId { get; init; }

    /// <summary>An attribute of items, such as author.</summary>
    public required string Attribute { get; init; }

    /// <summary>Compared without regard to case or surrounding space.</summary>
    public required string Value { get; init; }

    public required DateTimeOffset DeclaredAt { get; init; }

    /// <summary>The value in the form that is compared.</summary>
    public static string Normalize(string value)
    {
        ArgumentNullException.ThrowIfNull(value);
        return value.Trim().ToUpperInvariant();
    }
}
