using ActiveLabel.Api.Graph;

namespace ActiveLabel.Api.Operations;

public sealed class TriggerJobErrorUnion() : ErrorUnion(
    "TriggerJobError", typeof(NotFoundError), typeof(InvalidInputError), typeof(IdempotencyConflictError));

public sealed class CancelOperationErrorUnion() : ErrorUnion(
    "CancelOperationError", typeof(NotFoundError), typeof(InvalidInputError));
