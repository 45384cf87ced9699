using ActiveLabel.Api.Graph;
using ActiveLabel.Api.Operations;
using ActiveLabel.Api.Projects;
using ActiveLabel.Api.Security;
using ActiveLabel.Domain.Predictions;
using GraphQL;

namespace ActiveLabel.Api.ModelRegistry;

public sealed class ModelRegistryMutations
{
    /// <summary>
    /// Makes a model version of an ONNX file that was made elsewhere. The file is scanned, loaded and run on some items
    /// by the inference process; one that is refused is a quarantined version with the reason.
    /// </summary>
    [Allow(Audience.Operators)]
    public static async Task<UploadModelPayload> UploadModel(
        UploadModelInput input,
        Caller caller,
        [FromServices] ProjectAccess access,
        [FromServices] UploadModel uploadModel,
        [FromServices] StartOperation startOperation,
        CancellationToken cancellationToken)
    {
        if (await access.FindAsync(caller, input.ProjectId, cancellationToken) is not { } project)
            return new(null, [new NotFoundError("project")]);
        var upload = new ModelUpload(
            input.Name, input.File, input.Manifest, input.Shadow ?? false, input.SampleExternalIds ?? []);
        try
        {
            switch (await uploadModel.ExecuteAsync(project, upload, input.IdempotencyKey, cancellationToken))
            {
                case UploadModelResult.Uploaded { Refusal: { } refusal } refused:
                    return new(new(refused.Model), [new ModelRefusedError(refusal)]);
                case UploadModelResult.Uploaded uploaded:
                    await startOperation.ExecuteAsync(
                        caller.OrganizationId, project.Id, Job.MeasureModels, cancellationToken);
                    return new(new(uploaded.Model), null);
                case UploadModelResult.Invalid invalid:
                    return new(null, [new InvalidInputError(invalid.Problem)]);
                default:
                    return new(null, [new IdempotencyConflictError()]);
            }
        }
        catch (InferenceUnavailableException)
        {
            return new(null, [new InferenceUnavailableError()]);
        }
    }

    /// <summary>
    /// Says what a version is for: SHADOW, CANDIDATE, RETIRED or QUARANTINED. It serves by <c>promoteModel</c>.
    /// </summary>
    [Allow(Audience.Operators)]
    public static async Task<SetModelStagePayload> SetModelStage(
        SetModelStageInput input,
        Caller caller,
        [FromServices] ChangeModelStage changeStage,
        CancellationToken cancellationToken)
    {
        if (GlobalId.Parse<ModelVersionId>(input.ModelVersionId) is not { } id)
            return new(null, [new NotFoundError("model version")]);
        return await changeStage.ExecuteAsync(
            caller.Tenancy, id, input.Stage, input.Reason, cancellationToken) switch
        {
            ChangeStageResult.Changed changed => new(new(changed.Model), null),
            ChangeStageResult.Refused refused => new(null, [new ModelStageError(refused.Problem)]),
            _ => new(null, [new NotFoundError("model version")]),
        };
    }

    /// <summary>Lets the version that served before serve again, and orders the queue by it.</summary>
    [Allow(Audience.Operators)]
    public static async Task<RollBackModelPayload> RollBackModel(
        RollBackModelInput input,
        Caller caller,
        [FromServices] ChangeModelStage changeStage,
        [FromServices] StartOperation startOperation,
        CancellationToken cancellationToken)
    {
        if (GlobalId.Parse<ModelVersionId>(input.ModelVersionId) is not { } id)
            return new(null, null, [new NotFoundError("model version")]);
        switch (await changeStage.RollBackAsync(caller.Tenancy, id, input.Reason, cancellationToken))
        {
            case ChangeStageResult.Changed { Retired: { } retired } changed:
                await startOperation.ExecuteAsync(
                    caller.OrganizationId, changed.Model.ProjectId, Job.Rerank, cancellationToken);
                return new(new(changed.Model), new(retired), null);
            case ChangeStageResult.Refused refused:
                return new(null, null, [new ModelStageError(refused.Problem)]);
            default:
                return new(null, null, [new NotFoundError("model version")]);
        }
    }

    /// <summary>Names a model that is run elsewhere, so that its predictions can be imported and measured.</summary>
    [Allow(Audience.Operators)]
    public static async Task<CreateExternalModelPayload> CreateExternalModel(
        CreateExternalModelInput input,
        Caller caller,
        [FromServices] ProjectAccess access,
        [FromServices] ImportPredictions importPredictions,
        CancellationToken cancellationToken)
    {
        if (await access.FindAsync(caller, input.ProjectId, cancellationToken) is not { } project)
            return new(null, [new NotFoundError("project")]);
        return await importPredictions.CreateModelAsync(
            project, input.Name, input.IdempotencyKey, cancellationToken) switch
        {
            ImportPredictionsResult.Imported created => new(new(created.Model), null),
            ImportPredictionsResult.Invalid invalid => new(null, [new InvalidInputError(invalid.Problem)]),
            _ => new(null, [new IdempotencyConflictError()]),
        };
    }

    /// <summary>Keeps what a model that is run elsewhere says of some items, in place of what it said before.</summary>
    [Allow(Audience.Operators)]
    public static async Task<ImportPredictionsPayload> ImportPredictions(
        ImportPredictionsInput input,
        Caller caller,
        [FromServices] ImportPredictions importPredictions,
        CancellationToken cancellationToken)
    {
        if (GlobalId.Parse<ModelVersionId>(input.ModelVersionId) is not { } id)
            return new(null, [new NotFoundError("model version")]);
        if (input.Predictions.Any(one => one.Probabilities.DistinctBy(p => p.Choice).Count() < one.Probabilities.Count))
            return new(null, [new InvalidInputError("A choice has one probability.")]);
        var predictions = input.Predictions.Select(one => new ImportedPrediction(
            one.ExternalId, one.Probabilities.ToDictionary(p => p.Choice, p => p.Probability))).ToList();
        return await importPredictions.ExecuteAsync(
            caller.Tenancy, id, predictions, input.IdempotencyKey, cancellationToken) switch
        {
            ImportPredictionsResult.Imported imported => new(imported.Count, null),
            ImportPredictionsResult.Invalid invalid => new(null, [new InvalidInputError(invalid.Problem)]),
            ImportPredictionsResult.IdempotencyConflict => new(null, [new IdempotencyConflictError()]),
            _ => new(null, [new NotFoundError("model version")]),
        };
    }
}
