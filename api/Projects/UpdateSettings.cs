using ActiveLabel.Api.Events;
using ActiveLabel.Api.ModelRegistry;
using ActiveLabel.Api.Storage;
using ActiveLabel.Domain.Projects;
using Microsoft.EntityFrameworkCore;

namespace ActiveLabel.Api.Projects;

/// <summary>What became of a change of a project's settings.</summary>
public abstract record UpdateSettingsResult
{
    public sealed record Updated(Project Project) : UpdateSettingsResult;

    /// <summary>The project has no version of the embedder's id.</summary>
    public sealed record NoSuchEmbedder : UpdateSettingsResult, IRefusal;

    /// <summary>Nothing can be trained on the version that was named.</summary>
    public sealed record Unfit(string Problem) : UpdateSettingsResult, IRefusal;

    public sealed record Invalid(string Problem) : UpdateSettingsResult, IRefusal;
}

/// <summary>
/// Changes how a project is run while it runs. What routes items is not among it: that is the workflow's, whose
/// versions say by which of them an item was led.
/// </summary>
public sealed class UpdateSettings(Writing writing, TimeProvider time)
{
    /// <param name="change">What the settings become; what it leaves is as it was.</param>
    public Task<UpdateSettingsResult> ExecuteAsync(
        Project project, Func<ProjectSettings, ProjectSettings> change, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(project);
        ArgumentNullException.ThrowIfNull(change);
        return writing.ExecuteAsync<UpdateSettingsResult>(
            new(project.OrganizationId, project.Id),
            async (db, token) =>
            {
                var stored = await db.Projects.AsTracking().SingleAsync(known => known.Id == project.Id, token);
                var settings = change(stored.Settings);
                if (settings.Validate() is { } problem)
                    return new UpdateSettingsResult.Invalid(problem);
                if (settings != stored.Settings)
                {
                    var before = stored.Settings;
                    stored.Settings = settings;
                    if (settings.EmbedderId is not null && settings.EmbedderId != before.EmbedderId
                        && await RefusalOfEmbedderAsync(db, stored, token) is { } refusal)
                        return refusal;
                    await EventLog.AppendAsync(
                        db,
                        project.OrganizationId,
                        project.Id,
                        new(),
                        [new(EventKind.ProjectChanged)],
                        time.GetUtcNow(),
                        token);
                }
                return new UpdateSettingsResult.Updated(stored);
            },
            cancellationToken);
    }

    private static async Task<UpdateSettingsResult?> RefusalOfEmbedderAsync(
        ActiveLabelDb db, Project project, CancellationToken cancellationToken)
        => await Embedders.FindAsync(db, project, cancellationToken) is not { } embedder
            ? new UpdateSettingsResult.NoSuchEmbedder()
            : Embedders.ProblemOf(embedder) is { } problem ? new UpdateSettingsResult.Unfit(problem) : null;
}
