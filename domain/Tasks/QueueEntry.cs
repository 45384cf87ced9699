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

/// <summary>In which line a task waits.</summary>
public enum QueueLane
{
    /// <summary>
    /// Leased, judged or skipped before, or not for everybody: in the order in which they were opened again. Somebody
    /// may be excluded from them; how far each worker has passed them is remembered.
    /// </summary>
    Begun = 0,

    /// <summary>Nobody has held it and nobody is excluded: in the order of the queue.</summary>
    Fresh = 1,
}

/// <summary>The narrow, hot half of a task: all that a claim reads and writes.</summary>
public sealed class QueueEntry
{
    public required TaskId TaskId { get; init; }
    public required OrganizationId OrganizationId { get; init; }
    public required ProjectId ProjectId { get; init; }
    public required ItemId ItemId { get; init; }

    /// <summary>Tasks of equal requirements share a pool; eligibility is a handful of pool ids.</summary>
    public required int Pool { get; set; }

    /// <summary>Position in the queue, 0 first to 1 last.</summary>
    public required double Position { get; set; }

    /// <summary>How many judgements the task may have, those included that are set aside.</summary>
    public required int Required { get; set; }

    /// <summary>Slots leased or judged; never more than <see cref="Required"/>.</summary>
    public int Filled { get; set; }

    /// <summary>Leases ever granted: the fencing token of the latest.</summary>
    public long Grants { get; set; }

    public QueueState State { get; set; }

    public QueueLane Lane { get; set; } = QueueLane.Fresh;

    /// <summary>
    /// Place in <see cref="QueueLane.Begun"/>: sequence of the project's event that opened it. Sequences are drawn in
    /// the order of commits, so that nothing ever appears before a place that somebody has seen.
    /// </summary>
    public long LaneSequence { get; set; }

    /// <summary>Ids of the workers who may not have it, each between commas: they hold, judged or skipped it.</summary>
    public string Excluded { get; set; } = NobodyExcluded;

    public const string NobodyExcluded = ",";

    /// <returns>The list with these workers in it.</returns>
    public static string ExcludedOf(IEnumerable<Workers.WorkerId> workers)
        => NobodyExcluded + string.Concat(workers.Select(worker => $"{worker.Value},"));

    /// <returns>How the worker stands in the list.</returns>
    public static string MarkOf(Workers.WorkerId worker) => $",{worker.Value},";
}

/// <summary>
/// Where the lanes of a pool begin, so that a walk does not start among what was taken long ago. It is moved on now and
/// then; the front of the fresh lane also back, by whoever puts a task before it.
/// </summary>
public sealed class QueueFront
{
    public required ProjectId ProjectId { get; init; }
    public required int Pool { get; init; }
    public required OrganizationId OrganizationId { get; init; }

    /// <summary>No open task of the fresh lane has a lower position.</summary>
    public required double FreshFrom { get; set; }

    /// <summary>No open task of the begun lane has this place or one before it, and none ever will.</summary>
    public long BegunFrom { get; set; }

    /// <summary>Grows whenever tasks are put into the lane: whoever looked before may not move the front.</summary>
    public long Version { get; set; }
}

/// <summary>How far a worker has passed the begun lane of a pool: all up to there is not for that worker.</summary>
public sealed class LaneCursor
{
    public required Workers.WorkerId WorkerId { get; init; }
    public required ProjectId ProjectId { get; init; }
    public required int Pool { get; init; }
    public required OrganizationId OrganizationId { get; init; }
    public required long PassedSequence { get; set; }
}

public enum SlotState
{
    Leased = 0,
    Judged = 1,

    /// <summary>Judged, and the judgement does not count: the task asks for one more in its place.</summary>
    SetAside = 2,
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
