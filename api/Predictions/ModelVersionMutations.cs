using ActiveLabel.Api.Graph;
using ActiveLabel.Api.Security;
using ActiveLabel.Domain.Predictions;
using GraphQL;
using GraphQL.Types;

namespace ActiveLabel.Api.Predictions;

public sealed class ModelVersionMutations
{
    /// <summary>Lets a version serve, whatever the control arm said.</summary>
    [Allow(Audience.Operators)]
    public static async Task<PromoteModelPayload> PromoteModel(
        PromoteModelInput input,
        Caller caller,
        [FromServices] PromoteModel promoteModel,
        CancellationToken cancellationToken)
        => GlobalId.Parse<ModelVersionId>(input.ModelVersionId) is { } id
            && await promoteModel.ExecuteAsync(caller.Tenancy, id, cancellationToken) is { } model
            ? new(new(model), null)
            : new(null, [new NotFoundError("model version")]);
}

public sealed record PromoteModelInput([property: Id] string ModelVersionId);

/// <param name="ModelVersion">Null where it was refused.</param>
[Allow(Audience.Operators)]
public sealed record PromoteModelPayload(
    ModelVersionType? ModelVersion,
    [property: OutputType(typeof(ListGraphType<NonNullGraphType<PromoteModelErrorUnion>>))]
    IReadOnlyList<IUserError>? Errors);
