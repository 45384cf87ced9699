using ActiveLabel.Api.Graph;
using ActiveLabel.Api.ModelRegistry;
using ActiveLabel.Api.Operations;
using ActiveLabel.Api.Security;
using ActiveLabel.Domain.Predictions;
using GraphQL;
using GraphQL.Types;

namespace ActiveLabel.Api.Predictions;

public sealed class ModelVersionMutations
{
    /// <summary>Lets a version serve, whatever the control arm said, and orders the queue by it.</summary>
    [Allow(Audience.Operators)]
    public static async Task<PromoteModelPayload> PromoteModel(
        PromoteModelInput input,
        Caller caller,
        [FromServices] PromoteModel promoteModel,
        [FromServices] StartOperation startOperation,
        CancellationToken cancellationToken)
    {
        if (GlobalId.Parse<ModelVersionId>(input.ModelVersionId) is not { } id
            || await promoteModel.ExecuteAsync(caller.Tenancy, id, cancellationToken) is not { } model)
            return new(null, [new NotFoundError("model version")]);
        if (model.Stage != ModelStage.Serving)
            return new(null, [new ModelStageError(
                "The version cannot serve: it or its embedder is quarantined, or it is no classifier run here.")]);
        await startOperation.ExecuteAsync(
            caller.OrganizationId, model.ProjectId, Job.Rerank, cancellationToken);
        return new(new(model), null);
    }
}

public sealed record PromoteModelInput([property: Id] string ModelVersionId);

/// <param name="ModelVersion">Null where it was refused.</param>
[Allow(Audience.Operators)]
public sealed record PromoteModelPayload(
    ModelVersionType? ModelVersion,
    [property: OutputType(typeof(ListGraphType<NonNullGraphType<PromoteModelErrorUnion>>))]
    IReadOnlyList<IUserError>? Errors);
