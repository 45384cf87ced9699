using ActiveLabel.Domain.Items;
using ActiveLabel.Domain.Projects;

namespace ActiveLabel.Domain.Tasks;

/// <summary>Whether a task wants judgements.</summary>
public enum QueueState
{
    /// <summary>A slot is free: the claim walks over these and no others.</summary>
    Open = 0,

    /// <summary>Every slot is leased or judged.</summary>
    Full = 1,

    /// <summary>The task wants no more judgements.</summary>
    Closed = 2,
}

/// <summary>The narrow, hot half of a task: all that a claim reads and writes.</summary>
public sealed class QueueEntry
{
    public required TaskId TaskId { get; init; }
    public required OrganizationId OrganizationId { get; init; }
    public required ProjectId ProjectId { get; init; }
    public required ItemId ItemId { get; init; }

    /// <summary>Tasks of equal requirements share a pool; eligibility is a handful of pool ids.</summary>
    public required int Pool { get; init; }

    /// <summary>Position in the queue, 0 first to 1 last.</summary>
    public required double Position { get; set; }

    /// <summary>How many judgements the task may have; it only grows.</summary>
    public required int Required { get; set; }

    /// <summary>Slots leased or judged; never more than <see cref="Required"/>.</summary>
    public int Filled { get; set; }

    /// <summary>Leases ever granted: the fencing token of the latest.</summary>
    public long Grants { get; set; }

    public QueueState State { get; set; }
}

public enum SlotState
{
    Leased = 0,
    Judged = 1,
}

/// <summary>A worker's hold on a task, or what became of it. A slot that is given back has no row.</summary>
public sealed class Slot
{
    public required TaskId TaskId { get; init; }
    public required Workers.WorkerId WorkerId { get; init; }
    public required OrganizationId OrganizationId { get; init; }
    public required ProjectId ProjectId { get; init; }

    /// <summary>1 to the task's required judgements.</summary>
    public required int Number { get; init; }

    public SlotState State { get; set; }

    /// <summary>Fencing token: grows with every grant on the task.</summary>
    public required long Token { get; init; }

    /// <summary>By the database's clock.</summary>
    public required DateTimeOffset ExpiresAt { get; set; }

    /// <summary>No heartbeat extends the lease beyond it.</summary>
    public required DateTimeOffset HardCapAt { get; init; }
}
