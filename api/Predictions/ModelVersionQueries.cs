using ActiveLabel.Api.Graph;
using ActiveLabel.Api.Projects;
using ActiveLabel.Api.Security;
using ActiveLabel.Api.Storage;
using ActiveLabel.Domain.Predictions;
using GraphQL;
using Microsoft.EntityFrameworkCore;

namespace ActiveLabel.Api.Predictions;

public sealed class ModelVersionQueries
{
    private static readonly NumberKey<ModelVersion, ModelVersionId> Id = new("createdAt", model => model.Id);
    private static readonly NumberKey<ModelVersion, int> Version = new("version", model => model.Version, "version:");

    /// <summary>The model versions of a project, the first one first unless another order is asked for.</summary>
    /// <param name="where">Only those for which all of it holds.</param>
    /// <param name="order">At most one field.</param>
    [Allow(Audience.Staff)]
    public static async Task<Connection<ModelVersionType>> ModelVersions(
        Caller caller,
        [FromServices] ProjectAccess access,
        [FromServices] IDbContextFactory<ActiveLabelDb> databases,
        [Id] string projectId,
        CancellationToken cancellationToken,
        int? first = null,
        string? after = null,
        int? last = null,
        string? before = null,
        ModelVersionFilterInput? where = null,
        IReadOnlyList<ModelVersionSortInput>? order = null)
    {
        var page = new PageRequest(first, after, last, before);
        var project = await access.GetAsync(caller, projectId, cancellationToken);
        await using var db = await databases.OpenAsync(caller.Tenancy, cancellationToken);
        return await new ListQuery<ModelVersion>(
            db, db.ModelVersions.AsNoTracking().Where(model => model.ProjectId == project.Id), Id, Version)
            .Where(where, (models, filter) => models
                .Where(Version, filter.Version)
                .Where("stage", filter.Stage?.Read(), model => model.Stage))
            .ReadAsync(page, order, model => new ModelVersionType(model), cancellationToken);
    }
}

/// <summary>Which model versions: all that is said must hold.</summary>
/// <param name="Version">By their numbers.</param>
/// <param name="Stage">By what became of them; listed in the order they came.</param>
/// <param name="And">All of these hold, too; 3 deep at the most.</param>
/// <param name="Or">At least one of these holds, too; 20 alternatives at the most.</param>
public sealed record ModelVersionFilterInput(
    IntFilterInput? Version = null,
    FilterInput<ModelStage>? Stage = null,
    IReadOnlyList<ModelVersionFilterInput>? And = null,
    IReadOnlyList<ModelVersionFilterInput>? Or = null) : IFilterInput<ModelVersionFilterInput>;

/// <summary>An order of model versions: one of these.</summary>
/// <param name="CreatedAt">By when they were trained.</param>
/// <param name="Version">By their numbers.</param>
public sealed record ModelVersionSortInput(SortDirection? CreatedAt = null, SortDirection? Version = null)
    : ISortInput
{
    IReadOnlyList<(string Key, SortDirection? Direction)> ISortInput.Keys()
        => [("createdAt", CreatedAt), ("version", Version)];
}
