using ActiveLabel.Api.Graph;
using ActiveLabel.Api.ModelRegistry;

namespace ActiveLabel.Api.Predictions;

public sealed class PromoteModelErrorUnion() : ErrorUnion(
    "PromoteModelError", typeof(NotFoundError), typeof(ModelStageError));
