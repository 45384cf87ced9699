using ActiveLabel.Api.Graph;
using ActiveLabel.Api.Projects;
using ActiveLabel.Api.Security;
using ActiveLabel.Api.Storage;
using ActiveLabel.Domain.Sizing;
using GraphQL;
using Microsoft.EntityFrameworkCore;

namespace ActiveLabel.Api.Sizing;

public sealed class SizingQueries
{
    /// <summary>
    /// How much was thought to be needed over time, the first estimate first: one whenever the curve had a new point,
    /// or the target changed.
    /// </summary>
    /// <param name="dimension">Of all of the project, of a label, of a slice or of a use case.</param>
    /// <param name="key">The label, "attribute=value" or use case; left out for all of the project.</param>
    [Allow(Audience.Staff)]
    public static async Task<Connection<SizingEstimateType>> Sizings(
        Caller caller,
        [FromServices] ProjectAccess access,
        [FromServices] IDbContextFactory<ActiveLabelDb> databases,
        [Id] string projectId,
        CancellationToken cancellationToken,
        CurveDimension dimension = CurveDimension.Project,
        string? key = null,
        int? first = null,
        string? after = null,
        int? last = null,
        string? before = null)
    {
        var page = new PageRequest(first, after, last, before);
        var slice = CurveRequest.Of(dimension, key);
        var project = await access.GetAsync(caller, projectId, cancellationToken);
        await using var db = await databases.OpenAsync(caller.Tenancy, cancellationToken);
        return await page.ReadAsync(
            db.SizingEstimates.AsNoTracking().Where(estimate => estimate.ProjectId == project.Id
                && estimate.Dimension == slice.Dimension && estimate.Key == slice.Key),
            estimate => estimate.Id,
            estimate => new SizingEstimateType(estimate),
            cancellationToken);
    }
}
