using ActiveLabel.Domain.Items;
using ActiveLabel.Domain.Predictions;
using ActiveLabel.Domain.Projects;
using ActiveLabel.Domain.Workflows;

namespace ActiveLabel.Domain.Tasks;

public readonly record struct TaskId(long Value)
{
    /// <summary>Later ids are greater: keyset pages walk along them.</summary>
    public static bool operator >(TaskId left, TaskId right) => left.Value > right.Value;

    public static bool operator <(TaskId left, TaskId right) => left.Value < right.Value;
}

/// <summary>Why a task is where it is in the queue.</summary>
public enum TaskReason
{
    ColdStart = 0,
    ControlArm = 1,
    CalibrationShare = 2,
    RandomArm = 3,
    RandomStrategy = 4,
    ModelUncertainty = 5,
    Representative = 6,
}

/// <summary>A request for judgements of one item at one workflow step. Its place in the queue is a
/// <see cref="QueueEntry"/>.</summary>
public sealed class LabelingTask
{
    public TaskId Id { get; private set; }
    public required OrganizationId OrganizationId { get; init; }
    public required ProjectId ProjectId { get; init; }
    public required ItemId ItemId { get; init; }

    /// <summary>Key of the workflow's step that it is for.</summary>
    public required string StepKey { get; init; }

    /// <summary>What is done in the step.</summary>
    public required StepKind StepKind { get; init; }

    /// <summary>When the item came to the step.</summary>
    public required DateTimeOffset OpenedAt { get; init; }

    /// <summary>
    /// Whether it is of no visit of the item: that visit has not happened by the facts that count, because a judgement
    /// was set aside; or it measures workers by an item that is gold.
    /// </summary>
    public bool IsVoid { get; set; }

    public required TaskReason Reason { get; set; }

    /// <summary>The acquisition function's value, or null where no model had a say.</summary>
    public double? Uncertainty { get; set; }

    /// <summary>When the item was last scored, or null.</summary>
    public DateTimeOffset? ScoredAt { get; set; }

    /// <summary>The model version that scored it, or null.</summary>
    public ModelVersionId? ScoredBy { get; set; }

    /// <summary>
    /// With which probability the policy put the task where it stands: the share of its random arm, or 1 where the
    /// order followed from the scores alone.
    /// </summary>
    public required double SelectionProbability { get; set; }
}
