using ActiveLabel.Api.Graph;

namespace ActiveLabel.Api.Workers;

public sealed class CreateWorkerErrorUnion() : ErrorUnion(
    "CreateWorkerError",
    typeof(InvalidInputError),
    typeof(NameTakenError),
    typeof(IdempotencyConflictError),
    typeof(NotFoundError));

public sealed class RotateWorkerKeyErrorUnion() : ErrorUnion(
    "RotateWorkerKeyError", typeof(NotFoundError), typeof(InvalidInputError), typeof(IdempotencyConflictError));
