using ActiveLabel.Api.Graph;
using ActiveLabel.Api.Projects;
using ActiveLabel.Api.Security;
using ActiveLabel.Api.Storage;
using GraphQL;
using Microsoft.EntityFrameworkCore;

namespace ActiveLabel.Api.Forecasting;

public sealed class ForecastQueries
{
    /// <summary>
    /// The latest forecast of a project as it goes on; null before the first. <c>triggerJob</c> with FORECAST makes
    /// one.
    /// </summary>
    [Allow(Audience.Staff)]
    public static async Task<ForecastType?> Forecast(
        Caller caller,
        [FromServices] ProjectAccess access,
        [FromServices] IDbContextFactory<ActiveLabelDb> databases,
        [Id] string projectId,
        CancellationToken cancellationToken)
    {
        var project = await access.GetAsync(caller, projectId, cancellationToken);
        await using var db = await databases.OpenAsync(caller.Tenancy, cancellationToken);
        var latest = await db.Forecasts.AsNoTracking()
            .Where(forecast => forecast.ProjectId == project.Id && forecast.IsBaseline)
            .OrderByDescending(forecast => forecast.Id).FirstOrDefaultAsync(cancellationToken);
        return latest is null ? null : new(latest);
    }

    /// <summary>All that was foretold of a project, what was asked and what came of it, the first one first.</summary>
    [Allow(Audience.Staff)]
    public static async Task<Connection<ForecastType>> Forecasts(
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
            db.Forecasts.AsNoTracking().Where(forecast => forecast.ProjectId == project.Id),
            forecast => forecast.Id,
            forecast => new ForecastType(forecast),
            cancellationToken);
    }
}
