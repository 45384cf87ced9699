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
    /// <summary>The model versions of a project, the first one first.</summary>
    [Allow(Role.Administrator)]
    public static async Task<Connection<ModelVersionType>> ModelVersions(
        Caller caller,
        [FromServices] ProjectAccess access,
        [FromServices] IDbContextFactory<ActiveLabelDb> databases,
        [Id] string projectId,
        CancellationToken cancellationToken,
        int first = 25,
        string? after = null)
    {
        var page = new PageRequest(first, after);
        var project = await access.GetAsync(caller, projectId, cancellationToken);
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await page.ReadAsync(
            db.ModelVersions.AsNoTracking()
                .Where(model => model.ProjectId == project.Id && model.Id > new ModelVersionId(page.After))
                .OrderBy(model => model.Id),
            model => model.Id.Value,
            model => new ModelVersionType(model),
            cancellationToken);
    }
}
