using ActiveLabel.Api.Graph;

namespace ActiveLabel.Api.Predictions;

public sealed class PromoteModelErrorUnion() : ErrorUnion("PromoteModelError", typeof(NotFoundError));
