using ActiveLabel.Domain.Projects;

namespace ActiveLabel.Domain.Workers;

public readonly record struct WorkerId(long Value)
{
    /// <summary>Later ids are greater: keyset pages walk along them.</summary>
    public static bool operator >(WorkerId left, WorkerId right) => left.Value > right.Value;

    public static bool operator <(WorkerId left, WorkerId right) => left.Value < right.Value;
}

/// <summary>A person, or a machine, that judges.</summary>
public sealed class Worker
{
    public const int NameLengthMax = 200;

    public WorkerId Id { get; private set; }
    public required OrganizationId OrganizationId { get; init; }
    public required string Name { get; init; }

    /// <summary>Where the worker comes from: the key of a <see cref="Workers.Crowd"/>.</summary>
    public required string Crowd { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>Since when the worker gets no tasks; null while active.</summary>
    public DateTimeOffset? DeactivatedAt { get; private set; }

    /// <returns>False when the worker was deactivated before.</returns>
    public bool Deactivate(DateTimeOffset now)
    {
        if (DeactivatedAt is not null)
            return false;
        DeactivatedAt = now;
        return true;
    }

    /// <returns>False when the worker was active already.</returns>
    public bool Reactivate()
    {
        if (DeactivatedAt is null)
            return false;
        DeactivatedAt = null;
        return true;
    }
}
