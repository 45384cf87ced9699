using ActiveLabel.Api.Storage;
using ActiveLabel.Domain.Predictions;
using ActiveLabel.Domain.Projects;
using Microsoft.EntityFrameworkCore;

namespace ActiveLabel.Api.ModelRegistry;

/// <summary>The embedder on whose vectors a project's own models are trained, and the heads that need one.</summary>
internal static class Embedders
{
    /// <returns>The embedder that the project's settings name; null where they name none.</returns>
    public static async Task<ModelVersion?> FindAsync(
        ActiveLabelDb db, Project project, CancellationToken cancellationToken)
        => project.Settings.EmbedderId is { } id
            ? await db.ModelVersions.AsNoTracking().SingleOrDefaultAsync(
                model => model.Id == id && model.ProjectId == project.Id, cancellationToken)
            : null;

    /// <returns>Why nothing can be trained on it and what to do, or null.</returns>
    public static string? ProblemOf(ModelVersion embedder) => embedder switch
    {
        { Kind: not ModelKind.Embedder }
            => $"Version {embedder.Version} is no embedder: it gives no vectors that a head could read.",
        { Source: ModelSource.External }
            => $"Version {embedder.Version} is run elsewhere; a head needs an embedder whose file is here.",
        { Stage: ModelStage.Quarantined or ModelStage.Retired }
            => $"The embedder, version {embedder.Version}, is {embedder.Stage.ToString().ToLowerInvariant()}; name "
                + "another one in the project's settings, or none.",
        _ => null,
    };

    /// <summary>What stands against taking a version out of use.</summary>
    /// <returns>What needs it and what to do, or null.</returns>
    public static async Task<string?> NeedOfAsync(
        ActiveLabelDb db, ModelVersion model, CancellationToken cancellationToken)
    {
        if (model.Kind != ModelKind.Embedder)
            return null;
        var head = await db.ModelVersions.AsNoTracking().FirstOrDefaultAsync(
            other => other.ProjectId == model.ProjectId && other.Stage == ModelStage.Serving
                && other.EmbedderId == model.Id,
            cancellationToken);
        if (head is not null)
            return $"Version {head.Version} serves and is a head on this embedder; promote another one, roll it back, "
                + "or quarantine it first.";
        var project = await db.Projects.AsNoTracking().SingleAsync(
            known => known.Id == model.ProjectId, cancellationToken);
        return project.Settings.EmbedderId == model.Id
            ? "The project's models are trained on this embedder; name another one in its settings, or none, first."
            : null;
    }

    /// <returns>Why the version cannot run behind its embedder, or null.</returns>
    public static async Task<string?> LackOfAsync(
        ActiveLabelDb db, ModelVersion model, CancellationToken cancellationToken)
        => model.EmbedderId is { } id
            && await db.ModelVersions.AsNoTracking().SingleAsync(known => known.Id == id, cancellationToken)
                is { Stage: ModelStage.Quarantined } embedder
            ? $"The version cannot serve: its embedder, version {embedder.Version}, is quarantined."
            : null;
}
