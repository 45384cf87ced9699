using ActiveLabel.Api.Graph;
using ActiveLabel.Api.Security;
using GraphQL;

namespace ActiveLabel.Api.ModelRegistry;

/// <summary>The model's file is not run here, and why; its version is quarantined.</summary>
[Implements(typeof(IUserError))]
[Allow(Audience.Operators)]
public sealed record ModelRefusedError(string Message) : IUserError
{
    public string Code => "MODEL_REFUSED";
}

/// <summary>The inference process does not answer.</summary>
[Implements(typeof(IUserError))]
[Allow(Audience.Operators)]
public sealed record InferenceUnavailableError : IUserError
{
    public string Message => "Inference does not answer just now; try again later with the same idempotency key.";
    public string Code => "INFERENCE_UNAVAILABLE";
}

/// <summary>The version's stage does not allow it.</summary>
[Implements(typeof(IUserError))]
[Allow(Audience.Operators)]
public sealed record ModelStageError(string Message) : IUserError
{
    public string Code => "MODEL_STAGE";
}

public sealed class UploadModelErrorUnion() : ErrorUnion(
    "UploadModelError",
    typeof(NotFoundError),
    typeof(InvalidInputError),
    typeof(IdempotencyConflictError),
    typeof(ModelRefusedError),
    typeof(InferenceUnavailableError));

public sealed class SetModelStageErrorUnion() : ErrorUnion(
    "SetModelStageError", typeof(NotFoundError), typeof(ModelStageError));

public sealed class RollBackModelErrorUnion() : ErrorUnion(
    "RollBackModelError", typeof(NotFoundError), typeof(ModelStageError));

public sealed class CreateExternalModelErrorUnion() : ErrorUnion(
    "CreateExternalModelError", typeof(NotFoundError), typeof(InvalidInputError), typeof(IdempotencyConflictError));

public sealed class ImportPredictionsErrorUnion() : ErrorUnion(
    "ImportPredictionsError", typeof(NotFoundError), typeof(InvalidInputError), typeof(IdempotencyConflictError));
