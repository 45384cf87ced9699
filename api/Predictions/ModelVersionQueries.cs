using ActiveLabel.Api.Graph;
using ActiveLabel.Api.Projects;
using ActiveLabel.Api.Security;
using ActiveLabel.Api.Storage;
using GraphQL;
using Microsoft.EntityFrameworkCore;

namespace ActiveLabel.Api.Predictions;

public sealed class ModelVersionQueries
{
    /// <summary>The model versions of a project, the first one first.</summary>
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
        string? before = null)
    {
        var page = new PageRequest(first, after, last, before);
        var project = await access.GetAsync(caller, projectId, cancellationToken);
        await using var db = await databases.OpenAsync(caller.Tenancy, cancellationToken);
        return await page.ReadAsync(
            db.ModelVersions.AsNoTracking()
                .Where(model => model.ProjectId == project.Id),
            model => model.Id,
            model => new ModelVersionType(model),
            cancellationToken);
    }
}
