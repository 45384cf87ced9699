using ActiveLabel.Api.Graph;
using ActiveLabel.Api.Security;
using ActiveLabel.Domain.Items;
using GraphQL;

namespace ActiveLabel.Api.Workflows;

/// <summary>The workflow is not as it must be.</summary>
/// <param name="Problems">Everything that is wrong.</param>
[Implements(typeof(IUserError))]
[Allow(Audience.Staff)]
public sealed record WorkflowInvalidError(IReadOnlyList<WorkflowProblemType> Problems) : IUserError
{
    public string Message => string.Join(' ', Problems.Select(problem => problem.Message));
    public string Code => "WORKFLOW_INVALID";
}

/// <summary>Another operation of the kind waits or runs.</summary>
[Implements(typeof(IUserError))]
[Allow(Audience.Staff)]
public sealed record OperationBusyError : IUserError
{
    public string Message
        => "Another operation of this kind waits or runs in the project; wait for its end, or cancel it.";
    public string Code => "OPERATION_BUSY";
}

/// <summary>The item is in a state from which it cannot be done.</summary>
/// <param name="State">The state it is in.</param>
[Implements(typeof(IUserError))]
[Allow(Audience.Staff)]
public sealed record ItemStateError(ItemState State) : IUserError
{
    public string Message => $"The item is {State.ToString().ToUpperInvariant()}; it cannot be done from there.";
    public string Code => "ITEM_STATE";
}

public sealed class DraftWorkflowErrorUnion() : ErrorUnion(
    "DraftWorkflowError", typeof(NotFoundError), typeof(InvalidInputError), typeof(IdempotencyConflictError));

public sealed class PublishWorkflowErrorUnion() : ErrorUnion(
    "PublishWorkflowError",
    typeof(NotFoundError),
    typeof(WorkflowInvalidError),
    typeof(InvalidInputError),
    typeof(OperationBusyError));

public sealed class SimulateWorkflowErrorUnion() : ErrorUnion(
    "SimulateWorkflowError",
    typeof(NotFoundError),
    typeof(InvalidInputError),
    typeof(OperationBusyError),
    typeof(IdempotencyConflictError));

public sealed class RequeueItemsErrorUnion() : ErrorUnion(
    "RequeueItemsError",
    typeof(NotFoundError),
    typeof(InvalidInputError),
    typeof(OperationBusyError),
    typeof(IdempotencyConflictError));

public sealed class PauseItemErrorUnion() : ErrorUnion(
    "PauseItemError", typeof(NotFoundError), typeof(ItemStateError), typeof(InvalidInputError));

public sealed class ResumeItemErrorUnion() : ErrorUnion(
    "ResumeItemError", typeof(NotFoundError), typeof(ItemStateError), typeof(InvalidInputError));

public sealed class CancelItemErrorUnion() : ErrorUnion(
    "CancelItemError", typeof(NotFoundError), typeof(ItemStateError), typeof(InvalidInputError));

public sealed class ReopenItemErrorUnion() : ErrorUnion(
    "ReopenItemError", typeof(NotFoundError), typeof(ItemStateError), typeof(InvalidInputError));

public sealed class PauseProjectErrorUnion() : ErrorUnion("PauseProjectError", typeof(NotFoundError));

public sealed class ResumeProjectErrorUnion() : ErrorUnion("ResumeProjectError", typeof(NotFoundError));
