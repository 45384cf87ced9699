using ActiveLabel.Api.Events;
using ActiveLabel.Api.ModelRegistry;
using ActiveLabel.Api.Storage;
using ActiveLabel.Domain.Predictions;
using ActiveLabel.Domain.Projects;
using Microsoft.EntityFrameworkCore;

namespace ActiveLabel.Api.Predictions;

/// <summary>Lets a version serve because somebody says so, whatever the control arm said.</summary>
public sealed class PromoteModel(Writing writing, TimeProvider time)
{
    /// <returns>
    /// The version, which serves unless it cannot (<see cref="ModelVersion.CanServe"/>) or its embedder is quarantined;
    /// null when the tenant has none of that id.
    /// </returns>
    public Task<ModelVersion?> ExecuteAsync(
        Tenancy tenancy, ModelVersionId id, CancellationToken cancellationToken)
        => writing.ExecuteAsync(
            tenancy,
            async (db, token) =>
            {
                var model = await db.ModelVersions.SingleOrDefaultAsync(
                    version => version.Id == id, token);
                if (model is null or { Stage: ModelStage.Serving } or { CanServe: false })
                    return model;
                if (await Embedders.LackOfAsync(db, model, token) is not null)
                    return model;
                await RetireServingAsync(db, model.ProjectId, token);
                model.Serve("Promoted by hand.", time.GetUtcNow());
                await db.SaveChangesAsync(token);
                await EventLog.AppendAsync(
                    db,
                    model.OrganizationId,
                    model.ProjectId,
                    new(),
                    [ModelVersionChanged.Event(EventKind.ModelPromoted, model)],
                    time.GetUtcNow(),
                    token);
                return model;
            },
            cancellationToken);

    internal static Task<int> RetireServingAsync(
        ActiveLabelDb db, ProjectId project, CancellationToken cancellationToken)
        => db.ModelVersions.Where(model => model.ProjectId == project && model.Stage == ModelStage.Serving)
            .ExecuteUpdateAsync(set => set.SetProperty(model => model.Stage, ModelStage.Retired), cancellationToken);
}
