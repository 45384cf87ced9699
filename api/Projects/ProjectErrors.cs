using ActiveLabel.Api.Graph;

namespace ActiveLabel.Api.Projects;

public sealed class CreateProjectErrorUnion() : ErrorUnion(
    "CreateProjectError", typeof(InvalidInputError), typeof(NameTakenError), typeof(IdempotencyConflictError));
